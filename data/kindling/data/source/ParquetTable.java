package kindling.data.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import kindling.data.DataException;
import kindling.data.files.LeftOut;
import kindling.data.files.Tally;
import kindling.data.parquet.ParquetFile;
import kindling.data.parquet.VerifiedImages;
import kindling.data.shard.DatasetDigest;
import kindling.data.source.Listing.Split;
import org.apache.hadoop.fs.Path;

/**
 * The rows of all Parquet files of a dataset.
 *
 * @param columns of the first file for training, which all have
 * @param verified digests that files have of their images, by their path
 * @param classes the names in the files' metadata, or the labels themselves: numbers in the order
 *     of numbers
 */
record ParquetTable(
    ExampleColumns columns,
    Map<String, DatasetDigest> verified,
    List<String> classes,
    Map<SplitName, Split> splits,
    List<String> notes) {

  /**
   * Reads the labels of all files, one after the other.
   *
   * @throws DataException where files differ in what they hold, or splits in their classes
   */
  static ParquetTable of(DataSettings settings, Place place, Map<SplitName, List<Path>> files)
      throws IOException {
    Files reading = new Files(settings, place);
    Map<SplitName, List<ParquetRows>> rows = new EnumMap<>(SplitName.class);
    for (Map.Entry<SplitName, List<Path>> split : files.entrySet()) {
      List<ParquetRows> read = new ArrayList<>();
      for (Path file : split.getValue()) {
        read.add(reading.read(file));
      }
      rows.put(split.getKey(), read);
    }
    List<String> notes = new ArrayList<>(reading.columns.notes());
    List<String> classes =
        reading.names.isPresent()
            ? declared(reading.names.get(), rows, notes)
            : ClassSets.found(used(rows), reading.columns.numbers(), place.path());
    Map<SplitName, Split> splits = new EnumMap<>(SplitName.class);
    rows.forEach((name, read) -> splits.put(name, split(name, read, classes, reading.shuffled)));
    Map<String, DatasetDigest> verified = new HashMap<>();
    rows.values().stream()
        .flatMap(List::stream)
        .forEach(file -> file.verified().ifPresent(of -> verified.put(file.file(), of.digest())));
    return new ParquetTable(reading.columns, verified, classes, splits, notes);
  }

  /** A class that nobody has an example of stays one: another split, or a later file, may. */
  private static List<String> declared(
      List<String> names, Map<SplitName, List<ParquetRows>> rows, List<String> notes) {
    SortedSet<String> unused = new TreeSet<>(names);
    unused.removeAll(used(rows.get(SplitName.TRAINING)));
    if (!unused.isEmpty()) {
      notes.add("classes without a training image: " + ClassSets.text(unused));
    }
    return names;
  }

  private static Map<SplitName, SortedSet<String>> used(Map<SplitName, List<ParquetRows>> rows) {
    Map<SplitName, SortedSet<String>> used = new EnumMap<>(SplitName.class);
    rows.forEach((name, read) -> used.put(name, used(read)));
    return used;
  }

  /** The classes of rows that are examples. */
  private static SortedSet<String> used(List<ParquetRows> rows) {
    SortedSet<String> used = new TreeSet<>();
    for (ParquetRows file : rows) {
      for (int row = 0; row < file.classes().size(); row++) {
        if (file.classes().get(row) != null && !file.withoutImage().get(row)) {
          used.add(file.classes().get(row));
        }
      }
    }
    return used;
  }

  private static Split split(
      SplitName name, List<ParquetRows> rows, List<String> classes, boolean shuffled) {
    Map<String, Integer> labels = new HashMap<>();
    classes.forEach(of -> labels.put(of, labels.size()));
    Examples.Builder examples = new Examples.Builder();
    Tally leftOut = new Tally();
    for (ParquetRows file : rows) {
      for (int row = 0; row < file.classes().size(); row++) {
        String of = file.classes().get(row);
        String entry = String.valueOf(row);
        if (file.withoutImage().get(row)) {
          leftOut.add(LeftOut.WITHOUT_AN_IMAGE, 1, file.file() + "!" + entry);
        } else if (of == null) {
          leftOut.add(LeftOut.WITHOUT_A_LABEL, 1, file.file() + "!" + entry);
        } else {
          examples.add(new Example(0, labels.get(of), file.file(), entry));
        }
      }
    }
    verified(rows).ifPresent(examples::verified);
    String place = rows.get(0).file() + (rows.size() > 1 ? ", ..." : "");
    return new Split(
        name.title() + " files",
        place,
        shuffled ? examples.shuffled().build() : examples.build(),
        leftOut);
  }

  /** Of all files together, where each says what its images are. */
  private static Optional<VerifiedImages> verified(List<ParquetRows> rows) {
    return rows.stream().allMatch(file -> file.verified().isPresent())
        ? IntStream.range(0, rows.size())
            .mapToObj(i -> rows.get(i).verified().orElseThrow().at(i))
            .reduce(VerifiedImages::merge)
        : Optional.empty();
  }

  /** Files that are read one after the other; the first says what all hold. */
  private static final class Files {
    private final DataSettings settings;
    private final Place place;
    private ExampleColumns columns;
    private Optional<List<String>> names = Optional.empty();
    private Path first;
    private boolean shuffled = true;

    Files(DataSettings settings, Place place) {
      this.settings = settings;
      this.place = place;
    }

    ParquetRows read(Path path) throws IOException {
      ParquetColumns asked = settings.formats().parquet();
      try (ParquetFile file = ParquetFile.open(place.storage(), path, settings.limits())) {
        ExampleColumns found = ExampleColumns.find(file.schema(), asked, path);
        Optional<List<String>> named =
            found.numbers() ? ClassLabels.in(file, found.label()) : Optional.empty();
        if (first == null) {
          first = path;
          columns = found;
          names = named;
        }
        shuffled &= file.isShuffled();
        check(Objects.equals(found.image(), columns.image()), path, "columns of images");
        check(found.numbers() == columns.numbers(), path, "kinds of labels");
        check(named.isEmpty() || named.equals(names), path, "names of classes");
        return ParquetRows.read(file, found, asked.from(), names);
      }
    }

    private void check(boolean holds, Path path, String what) {
      if (!holds) {
        throw new DataException(
            path + ": expected the same " + what + " as in " + first + ", found others");
      }
    }
  }
}
