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
 * The binary versions of CIFAR-10 and CIFAR-100: records of one or two label bytes and 3×32×32
 * unsigned bytes (Krizhevsky: Learning Multiple Layers of Features from Tiny Images, 2009).
 *
 * @param title of the dataset
 * @param folder that its archive holds
 * @param trainingFiles for people
 * @param training what the names of these are
 * @param namesFile the file of the classes' names, one a line
 * @param labelBytes before the pixels of a record
 * @param labelAt which of them is learned
 */
record CifarBinary(
    String title,
    String folder,
    String trainingFiles,
    Pattern training,
    String test,
    String namesFile,
    int labelBytes,
    int labelAt,
    int classes) {
  private static final int NAMES_BYTES = 1 << 16;
  private static final ImageShape FOUND = new ImageShape(3, 32, 32);

  String expected() {
    return trainingFiles + " and " + test;
  }

  private int recordBytes() {
    return labelBytes + FOUND.size();
  }

  boolean recognises(Place place) throws IOException {
    return matches(place.names())
        || place.names().contains(folder) && matches(place.below(folder).names());
  }

  private boolean matches(SortedSet<String> names) {
    return names.contains(test) && names.stream().anyMatch(training.asMatchPredicate());
  }

  Listing list(DataSettings settings, Place place) throws IOException {
    if (!place.isDirectory()) {
      throw place.mismatch("a directory with " + expected());
    }
    Tally beside = new Tally();
    Place files = place;
    if (place.names().contains(folder)) {
      files = place.below(folder);
      beside = place.beside(folder::equals);
    }
    beside.add(
        files.beside(
            name ->
                training.matcher(name).matches() || name.equals(test) || name.equals(namesFile)));
    return listed(settings, files, beside);
  }

  private Listing listed(DataSettings settings, Place place, Tally beside) throws IOException {
    Storage storage = place.storage();
    Path at = place.path();
    SortedSet<String> names = place.names();
    if (!matches(names)) {
      throw place.mismatch(expected());
    }
    List<Example> trained = new ArrayList<>();
    for (String name : names) {
      if (training.matcher(name).matches()) {
        read(storage, new Path(at, name), trained);
      }
    }
    List<Example> tested = new ArrayList<>();
    read(storage, new Path(at, test), tested);
    List<String> known =
        names.contains(namesFile)
            ? classNames(storage, new Path(at, namesFile))
            : IntStream.range(0, classes).mapToObj(String::valueOf).toList();
    ClassSets.checkEqual(
        new TreeSet<>(known), "the classes of " + title, used(trained, known), "training", at);
    ImageShape shape = settings.shape(FOUND);
    return new Listing(
        title + " binary at " + at,
        beside,
        List.of(),
        known,
        new Split(trainingFiles, at + "/" + trainingFiles, trained),
        Split.NONE,
        new Split(test, at + "/" + test, tested),
        new Records(labelBytes, new ImageResizer(shape, settings.framing()), settings.limits()),
        shape);
  }

  private void read(Storage storage, Path path, List<Example> into) throws IOException {
    long length = storage.fileSystem(path).getFileStatus(path).getLen();
    if (length == 0 || length % recordBytes() != 0) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: expected records of %,d bytes, found a file of %,d bytes; copy it again",
              path,
              recordBytes(),
              length));
    }
    String file = path.toString();
    byte[] record = new byte[recordBytes()];
    try (DataInputStream in = new DataInputStream(RecordFiles.open(storage, path))) {
      for (int i = 0; i < length / record.length; i++) {
        in.readFully(record);
        int label = record[labelAt] & 0xFF;
        if (label >= classes) {
          throw new DataException(
              String.format(
                  Locale.ROOT,
                  "%s: expected labels 0 to %d, found %d in record %d; is it %s's binary version?",
                  path,
                  classes - 1,
                  label,
                  i,
                  title));
        }
        into.add(new Example(i, label, file, String.valueOf(i)));
      }
    }
  }

  private List<String> classNames(Storage storage, Path path) throws IOException {
    try (InputStream in = storage.open(path)) {
      List<String> names =
          new String(in.readNBytes(NAMES_BYTES), StandardCharsets.UTF_8)
              .lines()
              .map(String::strip)
              .filter(name -> !name.isEmpty())
              .distinct()
              .toList();
      if (names.size() != classes) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: expected %d class names, one a line, found %d",
                path,
                classes,
                names.size()));
      }
      return names;
    }
  }

  private static SortedSet<String> used(List<Example> examples, List<String> classes) {
    SortedSet<String> used = new TreeSet<>();
    examples.forEach(example -> used.add(classes.get(example.label())));
    return used;
  }

  /** Reads the images of the records. */
  private record Records(int labelBytes, ImageResizer resizer, DataLimits limits)
      implements Source {
    @Override
    public ExampleReader open(Storage storage) {
      RecordFiles files = new RecordFiles(storage, limits);
      int size = labelBytes + FOUND.size();
      return new ExampleReader() {
        @Override
        public Pixels read(Example example) throws IOException {
          byte[] record = files.read(example.file(), (long) example.record() * size, size);
          return new Pixels(FOUND, Arrays.copyOfRange(record, labelBytes, size));
        }

        @Override
        public void close() throws IOException {
          files.close();
        }
      };
    }
  }
}
