package kindling.data.source;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import kindling.data.DataException;
import org.apache.hadoop.fs.Path;

/** Checks on the classes of a dataset's splits, on the driver; each throws DataException. */
final class ClassSets {
  private static final int NAMED = 10;

  private ClassSets() {}

  /** At least two classes are needed to learn anything. */
  static void check(Set<String> classes, String split, Path at) {
    if (classes.size() < 2) {
      throw new DataException(
          at + ": expected at least 2 classes in " + split + ", found " + text(classes));
    }
  }

  static void checkEqual(
      Set<String> classes, String split, Set<String> others, String otherSplit, Path at) {
    if (!classes.equals(others)) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: expected the same classes in %s and %s, found only in %s: %s; only in %s: %s",
              at,
              split,
              otherSplit,
              split,
              text(minus(classes, others)),
              otherSplit,
              text(minus(others, classes))));
    }
  }

  /**
   * The classes of training, which each split has: where they are numbers, in the order of numbers.
   *
   * @param used by the examples of each split
   */
  static List<String> found(Map<SplitName, SortedSet<String>> used, boolean numbers, Path at) {
    String training = SplitName.TRAINING.title();
    SortedSet<String> classes = used.get(SplitName.TRAINING);
    check(classes, training, at);
    used.forEach((name, others) -> checkEqual(classes, training, others, name.title(), at));
    return numbers
        ? classes.stream().sorted(Comparator.comparing(Long::valueOf)).toList()
        : List.copyOf(classes);
  }

  private static Set<String> minus(Set<String> from, Set<String> what) {
    Set<String> rest = new TreeSet<>(from);
    rest.removeAll(what);
    return rest;
  }

  /** The names, or the first of many. */
  static String text(Collection<String> names) {
    List<String> first = names.stream().limit(NAMED).toList();
    return names.isEmpty()
        ? "none"
        : String.join(", ", first)
            + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "");
  }
}
