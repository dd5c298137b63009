package kindling.data.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import kindling.data.DataException;
import kindling.data.DataLimits;
import kindling.data.files.DirectoryTree;
import kindling.data.files.FileTree;
import kindling.data.files.LeftOut;
import kindling.data.files.Tally;
import org.apache.hadoop.fs.Path;

/**
 * The files of many examples each, and the splits that they are of: by a folder that they lie in,
 * or by a part of their own name ({@code train-00000-of-00012.parquet}). Where no name is that of a
 * split, all are for training.
 *
 * @param splits the files of each split in the order of their paths; training's are among them
 * @param beside what else lies there
 */
record ShardFiles(Map<SplitName, List<Path>> splits, Tally beside) {

  /** The first of such files in a directory: itself, or in a folder named data or as a split. */
  static Optional<Path> first(Place place, Predicate<String> isShard) throws IOException {
    if (!place.isDirectory()) {
      return Optional.of(place.path()).filter(path -> isShard.test(path.getName()));
    }
    for (String name : place.names()) {
      if (isShard.test(name)) {
        return Optional.of(new Path(place.path(), name));
      }
      if (name.equals("data") || SplitName.isWord(name)) {
        Place inside = place.below(name);
        Optional<String> found = inside.names().stream().filter(isShard).findFirst();
        if (found.isPresent()) {
          return Optional.of(new Path(inside.path(), found.get()));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Lists a directory, or takes the one file that the place is.
   *
   * @param isShard whether a file's name is that of such a file
   * @throws DataException where there is none, or none for training beside those of other splits
   */
  static ShardFiles of(Place place, DataLimits limits, Predicate<String> isShard, String expected)
      throws IOException {
    Tally beside = new Tally();
    SortedMap<String, List<Path>> words = new TreeMap<>();
    if (place.isDirectory()) {
      FileTree tree =
          DirectoryTree.of(place.storage(), place.path(), limits, place.directories()).tree();
      collect(tree, "", isShard, words, beside);
    } else if (isShard.test(place.path().getName())) {
      words.put("", List.of(place.path()));
    }
    if (words.isEmpty()) {
      throw place.mismatch(expected);
    }
    return new ShardFiles(splits(words, place.path(), beside), beside);
  }

  /** Puts files under the word for their split in their names, or none. */
  private static void collect(
      FileTree at,
      String word,
      Predicate<String> isShard,
      Map<String, List<Path>> words,
      Tally beside) {
    Set<String> used = new HashSet<>();
    for (String name : at.others()) {
      if (isShard.test(name)) {
        used.add(name);
        String of = word.isEmpty() ? word(name.split("[^\\p{L}]+")) : word;
        words.computeIfAbsent(of, first -> new ArrayList<>()).add(new Path(at.file(name)));
      }
    }
    beside.add(LeftOut.IN_NO_SPLIT, at.images().size(), at.place());
    at.without(used).tallyOwnOthers(beside);
    at.folders()
        .forEach(
            (name, folder) -> {
              String inner = word(name);
              collect(folder, inner.isEmpty() ? word : inner, isShard, words, beside);
            });
  }

  private static String word(String... parts) {
    return Stream.of(parts)
        .filter(SplitName::isWord)
        .findFirst()
        .map(part -> part.toLowerCase(Locale.ROOT))
        .orElse("");
  }

  private static Map<SplitName, List<Path>> splits(
      SortedMap<String, List<Path>> words, Path at, Tally beside) {
    Map<SplitName, List<Path>> splits = new EnumMap<>(SplitName.class);
    if (words.keySet().equals(Set.of(""))) {
      splits.put(SplitName.TRAINING, sorted(words.get("")));
      return splits;
    }
    Set<String> taken = new HashSet<>(Set.of(""));
    // Files named eval are for testing before they are for validation.
    for (SplitName split :
        new SplitName[] {SplitName.TRAINING, SplitName.TEST, SplitName.VALIDATION}) {
      Optional<String> word = split.among(words.keySet(), taken, at);
      word.ifPresent(
          found -> {
            splits.put(split, sorted(words.get(found)));
            taken.add(found);
          });
    }
    if (!splits.containsKey(SplitName.TRAINING)) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: expected a training split beside %s, found none; let data.path name what is to be"
                  + " trained on",
              at,
              ClassSets.text(new TreeSet<>(words.keySet()))));
    }
    words.forEach(
        (word, files) -> {
          if (word.isEmpty() || !taken.contains(word)) {
            beside.add(LeftOut.IN_NO_SPLIT, files.size(), files.get(0).toString());
          }
        });
    return splits;
  }

  private static List<Path> sorted(List<Path> files) {
    return files.stream().sorted().toList();
  }
}
