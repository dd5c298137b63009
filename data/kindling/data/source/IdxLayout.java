package kindling.data.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import kindling.data.DataException;
import kindling.data.ImageResizer;
import kindling.data.ImageShape;
import kindling.data.Storage;
import kindling.data.source.Listing.Split;
import org.apache.hadoop.fs.Path;

/** A directory of IDX files; the classes are the label numbers of the training file. */
final class IdxLayout implements Layout {
  private static final String EXPECTED =
      "train-images-idx3-ubyte and train-labels-idx1-ubyte (and t10k-…), plain or .gz";

  private static final Pattern TRAINING_IMAGES = name("train", "images");

  private static Pattern name(String split, String content) {
    return Pattern.compile(".*(" + split + ")[-_.]" + content + "[-_.]idx[13]-ubyte(\\.gz)?");
  }

  @Override
  public String expected() {
    return EXPECTED;
  }

  @Override
  public boolean recognises(Place place) throws IOException {
    return find(place.names(), TRAINING_IMAGES).isPresent();
  }

  @Override
  public Listing list(DataSettings settings, Place place) throws IOException {
    if (!place.isDirectory()) {
      throw place.mismatch("a directory with " + EXPECTED);
    }
    Path folder = place.path();
    Optional<Pair> found = pair(settings, place, "train");
    if (found.isEmpty()) {
      throw place.mismatch(EXPECTED);
    }
    Pair training = found.get();
    Optional<Pair> test = pair(settings, place, "t10k|test");
    if (test.isPresent() && !test.get().shape().equals(training.shape())) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: expected images of %s as in %s, found %s",
              test.get().images().path(),
              training.shape(),
              training.images().path(),
              test.get().shape()));
    }
    SortedSet<String> classes = training.classes();
    ClassSets.check(classes, "train", folder);
    if (test.isPresent()) {
      ClassSets.checkEqual(classes, "train", test.get().classes(), "test", folder);
    }
    List<String> ordered = inNumericOrder(classes);
    ImageShape shape = settings.shape(training.shape());
    return new Listing(
        "IDX files at " + folder,
        place.beside(name -> isOf(name, training) || test.filter(t -> isOf(name, t)).isPresent()),
        List.of(),
        ordered,
        training.split(ordered),
        Split.NONE,
        test.isPresent() ? test.get().split(ordered) : Split.NONE,
        new IdxRecords(
            training.shape(), new ImageResizer(shape, settings.framing()), settings.limits()),
        shape);
  }

  private static boolean isOf(String name, Pair pair) {
    return name.equals(pair.images().path().getName())
        || name.equals(pair.labels().path().getName());
  }

  private static Optional<String> find(SortedSet<String> names, Pattern pattern) {
    return names.stream().filter(name -> pattern.matcher(name).matches()).findFirst();
  }

  private static Optional<Pair> pair(DataSettings settings, Place place, String split)
      throws IOException {
    Storage storage = place.storage();
    Path folder = place.path();
    SortedSet<String> names = place.names();
    Optional<String> images = find(names, name(split, "images"));
    Optional<String> labels = find(names, name(split, "labels"));
    if (images.isEmpty() && labels.isEmpty()) {
      return Optional.empty();
    }
    if (images.isEmpty() || labels.isEmpty()) {
      throw new DataException(
          folder
              + ": expected images and labels, found only "
              + images.or(() -> labels).orElseThrow());
    }
    Pair pair =
        new Pair(
            IdxFile.images(storage, new Path(folder, images.get()), settings.limits()),
            IdxFile.labels(storage, new Path(folder, labels.get()), settings.limits()));
    if (pair.images().count() != pair.labels().count()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "expected as many labels as images, found %,d images in %s and %,d labels in %s",
              pair.images().count(),
              pair.images().path(),
              pair.labels().count(),
              pair.labels().path()));
    }
    return Optional.of(pair);
  }

  private static List<String> inNumericOrder(SortedSet<String> classes) {
    return classes.stream().map(Integer::valueOf).sorted().map(String::valueOf).toList();
  }

  /** The two files of one split. */
  private record Pair(IdxFile images, IdxFile labels) {
    ImageShape shape() {
      return new ImageShape(1, images.rows(), images.columns());
    }

    SortedSet<String> classes() {
      SortedSet<String> classes = new TreeSet<>();
      for (byte label : labels.labels()) {
        classes.add(String.valueOf(label & 0xFF));
      }
      return classes;
    }

    Split split(List<String> classes) {
      String file = images.path().toString();
      List<Example> examples = new ArrayList<>(images.count());
      for (int i = 0; i < images.count(); i++) {
        int label = classes.indexOf(String.valueOf(labels.labels()[i] & 0xFF));
        examples.add(new Example(i, label, file, String.valueOf(i)));
      }
      return new Split(images.path().getName(), file, examples);
    }
  }
}
