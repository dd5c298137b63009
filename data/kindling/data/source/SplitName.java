package kindling.data.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import kindling.data.DataException;

/** What people call the splits of a dataset, in any capitalization. */
enum SplitName {
  TRAINING(List.of("train", "training"), List.of()),
  VALIDATION(
      List.of("val", "valid", "validation"), List.of("dev", "development", "eval", "evaluation")),
  TEST(List.of("test", "testing"), List.of("eval", "evaluation"));

  private final List<String> names;

  /** Taken for it only where nothing else is. */
  private final List<String> otherwise;

  SplitName(List<String> names, List<String> otherwise) {
    this.names = names;
    this.otherwise = otherwise;
  }

  /** The split that a name is of, whatever else there is. */
  static Optional<SplitName> of(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Stream.of(values()).filter(split -> split.names.contains(lower)).findFirst();
  }

  /** Whether a name is one that a split may have. */
  static boolean isWord(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Stream.of(values())
        .anyMatch(split -> split.names.contains(lower) || split.otherwise.contains(lower));
  }

  /** The split that a part of a name is of: {@code seg_train}. */
  static Optional<SplitName> within(String name) {
    return Stream.of(name.split("[^\\p{L}]+")).flatMap(part -> of(part).stream()).findFirst();
  }

  /**
   * The one of the names that is this split's; none where none is.
   *
   * @param taken names that are other splits' already
   * @throws DataException where two are
   */
  Optional<String> among(Set<String> all, Set<String> taken, Object at) {
    for (List<String> words : List.of(names, otherwise)) {
      List<String> found = new ArrayList<>();
      for (String name : all) {
        if (words.contains(name.toLowerCase(Locale.ROOT)) && !taken.contains(name)) {
          found.add(name);
        }
      }
      if (found.size() > 1) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: expected one %s split, found %s; join them, or remove all but one",
                at,
                title(),
                String.join(", ", found)));
      }
      if (!found.isEmpty()) {
        return Optional.of(found.get(0));
      }
    }
    return Optional.empty();
  }

  String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What is expected, for people. */
  static String expected() {
    Set<String> all = new TreeSet<>();
    Stream.of(values()).forEach(split -> all.addAll(split.names));
    return "folders of splits named " + String.join(", ", all) + " (in any capitalization)";
  }
}
