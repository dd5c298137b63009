package kindling.data.source;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import kindling.data.DataException;
import kindling.data.DataLimits;
import kindling.data.ImageResizer;
import kindling.data.ImageShape;
import kindling.data.Pixels;
import kindling.data.Storage;
import kindling.data.files.Tally;
import kindling.data.source.Listing.Split;
import org.apache.hadoop.fs.Path;

/**
 * The binary version of CIFAR-10: records of a label byte and 3×32×32 unsigned bytes (Krizhevsky:
 * Learning Multiple Layers of Features from Tiny Images, 2009).
 */
final class Cifar10Layout implements Layout {
  private static final String EXPECTED = "data_batch_*.bin and test_batch.bin";
  private static final String FOLDER = "cifar-10-batches-bin";

  private static final String TEST = "test_batch.bin";
  private static final String NAMES = "batches.meta.txt";
  private static final Pattern TRAINING = Pattern.compile("data_batch_\\d+\\.bin");
  private static final int CLASSES = 10;
  private static final int NAMES_BYTES = 1 << 16;
  private static final ImageShape FOUND = new ImageShape(3, 32, 32);
  private static final int RECORD_BYTES = 1 + FOUND.size();

  @Override
  public String expected() {
    return EXPECTED;
  }

  @Override
  public boolean recognises(Place place) throws IOException {
    return matches(place.names())
        || place.names().contains(FOLDER) && matches(place.below(FOLDER).names());
  }

  private static boolean matches(SortedSet<String> names) {
    return names.contains(TEST) && names.stream().anyMatch(TRAINING.asMatchPredicate());
  }

  @Override
  public Listing list(DataSettings settings, Place place) throws IOException {
    if (!place.isDirectory()) {
      throw place.mismatch("a directory with " + EXPECTED);
    }
    Tally beside = new Tally();
    Place batches = place;
    if (place.names().contains(FOLDER)) {
      batches = place.below(FOLDER);
      beside = place.beside(FOLDER::equals);
    }
    beside.add(
        batches.beside(
            name -> TRAINING.matcher(name).matches() || name.equals(TEST) || name.equals(NAMES)));
    return listed(settings, batches, beside);
  }

  private static Listing listed(DataSettings settings, Place place, Tally beside)
      throws IOException {
    Storage storage = place.storage();
    Path folder = place.path();
    SortedSet<String> names = place.names();
    if (!matches(names)) {
      throw place.mismatch(EXPECTED);
    }
    List<Example> training = new ArrayList<>();
    for (String name : names) {
      if (TRAINING.matcher(name).matches()) {
        read(storage, new Path(folder, name), training);
      }
    }
    List<Example> test = new ArrayList<>();
    read(storage, new Path(folder, TEST), test);
    List<String> classes =
        names.contains(NAMES) ? classNames(storage, new Path(folder, NAMES)) : numbers();
    ClassSets.checkEqual(
        new TreeSet<>(classes), "the ten classes", used(training, classes), "training", folder);
    ImageShape shape = settings.shape(FOUND);
    return new Listing(
        "CIFAR-10 binary at " + folder,
        beside,
        List.of(),
        classes,
        new Split("data_batch_*.bin", folder + "/data_batch_*.bin", training),
        Split.NONE,
        new Split(TEST, folder + "/" + TEST, test),
        new Records(new ImageResizer(shape, settings.framing()), settings.limits()),
        shape);
  }

  private static void read(Storage storage, Path path, List<Example> into) throws IOException {
    long length = storage.fileSystem(path).getFileStatus(path).getLen();
    if (length == 0 || length % RECORD_BYTES != 0) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: expected records of %,d bytes, found a file of %,d bytes; copy it again",
              path,
              RECORD_BYTES,
              length));
    }
    String file = path.toString();
    byte[] record = new byte[RECORD_BYTES];
    try (DataInputStream in = new DataInputStream(RecordFiles.open(storage, path))) {
      for (int i = 0; i < length / record.length; i++) {
        in.readFully(record);
        int label = record[0] & 0xFF;
        if (label >= CLASSES) {
          throw new DataException(
              String.format(
                  Locale.ROOT,
                  "%s: expected labels 0 to 9, found %d in record %d; is it CIFAR-10's binary"
                      + " version?",
                  path,
                  label,
                  i));
        }
        into.add(new Example(i, label, file, String.valueOf(i)));
      }
    }
  }

  private static List<String> classNames(Storage storage, Path path) throws IOException {
    try (InputStream in = storage.open(path)) {
      List<String> names =
          new String(in.readNBytes(NAMES_BYTES), StandardCharsets.UTF_8)
              .lines()
              .map(String::strip)
              .filter(name -> !name.isEmpty())
              .distinct()
              .toList();
      if (names.size() != CLASSES) {
        throw new DataException(
            path + ": expected ten class names, one a line, found " + names.size());
      }
      return names;
    }
  }

  private static List<String> numbers() {
    return IntStream.range(0, CLASSES).mapToObj(String::valueOf).toList();
  }

  private static SortedSet<String> used(List<Example> examples, List<String> classes) {
    SortedSet<String> used = new TreeSet<>();
    examples.forEach(example -> used.add(classes.get(example.label())));
    return used;
  }

  /** Reads the images of the records. */
  private record Records(ImageResizer resizer, DataLimits limits) implements Source {
    @Override
    public ExampleReader open(Storage storage) {
      RecordFiles files = new RecordFiles(storage, limits);
      return new ExampleReader() {
        @Override
        public Pixels read(Example example) throws IOException {
          long offset = (long) example.record() * RECORD_BYTES;
          byte[] record = files.read(example.file(), offset, RECORD_BYTES);
          return new Pixels(FOUND, Arrays.copyOfRange(record, 1, RECORD_BYTES));
        }

        @Override
        public void close() throws IOException {
          files.close();
        }
      };
    }
  }
}
