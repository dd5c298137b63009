package kindling.data.source;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import kindling.data.DataException;
import kindling.data.ImageShape;
import kindling.data.Seeds;
import kindling.data.Storage;
import kindling.data.files.Directories;
import kindling.data.source.Listing.Split;

/**
 * A dataset ready to be sharded: its classes, and the places and labels of the images of its three
 * splits; made on the driver.
 *
 * <p>The lists are ordered by class and name, or by file and record, never by the file system. An
 * id is the position in the training list; validation examples are cut out of that list and keep
 * their ids (those of a validation split that the dataset brings follow it). The ids of test are
 * the positions in its list, unless it is the validation list itself.
 *
 * @param description one line for people
 * @param classes their names, by label
 * @param source reads the images, in {@code shape}
 * @param inventory where the splits were found, and what lies there beside
 */
public record Catalog(
    String description,
    List<String> classes,
    Examples training,
    Examples validation,
    Examples test,
    Source source,
    ImageShape shape,
    Inventory inventory) {

  public Catalog {
    classes = List.copyOf(classes);
  }

  /** Lists the dataset that the settings name, in this process alone, and cuts its splits. */
  public static Catalog open(DataSettings settings, Storage storage) {
    return open(settings, storage, Directories.HERE);
  }

  /**
   * Lists the dataset that the settings name and cuts its splits.
   *
   * @param directories lists its folders
   * @throws DataException where there is no such dataset, it is damaged, or its splits do not fit
   */
  public static Catalog open(DataSettings settings, Storage storage, Directories directories) {
    try {
      Place place = new Place(storage, settings.path(), directories);
      return open(settings.format().layout().list(settings, place), settings);
    } catch (IOException e) {
      throw new DataException(
          "cannot read the dataset at " + settings.path() + ": " + Storage.reason(e), e);
    }
  }

  private static Catalog open(Listing listing, DataSettings settings) {
    settings.limits().checkClasses(listing.classes().size(), listing.name());
    Split training = listing.training();
    Examples all = training.examples();
    String from = training.origin();
    Split test = listing.test();
    boolean untested = test.isEmpty() && settings.testFraction() == 0;
    if (test.isEmpty() && !untested) {
      // Not settings.seed(): runs with different seeds are compared on the same test images.
      StratifiedSplit cut =
          StratifiedSplit.split(all, settings.testFraction(), Seeds.of(Seeds.TEST_CUT));
      test = cut(share(settings.testFraction(), from) + ", fixed seed", cut.taken());
      all = cut.kept();
    }
    Examples numbered = all.numbered(0);
    Split validation = listing.validation();
    StratifiedSplit cut =
        new StratifiedSplit(numbered, validation.examples().numbered(numbered.size()));
    if (validation.isEmpty()) {
      double fraction = settings.validationFraction();
      cut =
          StratifiedSplit.split(
              numbered, fraction, Seeds.of(settings.seed(), Seeds.VALIDATION_CUT));
      validation = cut(share(fraction, from) + ", seed " + settings.seed(), cut.taken());
    }
    if (untested) {
      test = cut("the validation split, data.test-fraction = 0", cut.taken());
    }
    Examples tested = untested ? cut.taken() : test.examples().numbered(0);
    Inventory inventory =
        new Inventory(
            files(training), files(validation), files(test), listing.beside(), listing.notes());
    int leftOut = inventory.leftOut().files();
    return new Catalog(
        String.join(
                "; ",
                listing.name()
                    + ": "
                    + listing.classes().size()
                    + " classes, images of "
                    + listing.shape(),
                count("training", cut.kept(), training),
                count("validation", cut.taken(), validation),
                count("test", tested, test))
            + (leftOut == 0 ? "" : String.format(Locale.ROOT, "; %,d files left out", leftOut)),
        listing.classes(),
        cut.kept(),
        cut.taken(),
        tested,
        listing.source(),
        listing.shape(),
        inventory);
  }

  /**
   * The same examples under labels that are the indices of other classes, for weights that know
   * these.
   *
   * @param others every class of this dataset, in any order, and maybe more
   */
  public Catalog withClasses(List<String> others) {
    int[] indices = classes.stream().mapToInt(others::indexOf).toArray();
    if (Arrays.stream(indices).anyMatch(index -> index < 0)) {
      throw new IllegalArgumentException("expected " + classes + " among " + others);
    }
    return new Catalog(
        description,
        others,
        training.relabeled(indices),
        validation.relabeled(indices),
        test.relabeled(indices),
        source,
        shape,
        inventory);
  }

  private static Split cut(String share, Examples examples) {
    return new Split(share, share, examples);
  }

  private static SplitFiles files(Split split) {
    return new SplitFiles(split.place(), split.leftOut());
  }

  /** How many training examples each class has, bad images among them. */
  public int[] trainingCounts() {
    int[] counts = new int[classes.size()];
    for (int i = 0; i < training.size(); i++) {
      counts[training.label(i)]++;
    }
    return counts;
  }

  /**
   * The same with at most so many training examples of each class, drawn by the seed; they keep
   * their ids and order, and validation and test stay whole.
   *
   * @param perClass at least 1, or 0 for all
   */
  public Catalog withExamplesPerClass(int perClass, long seed) {
    if (perClass == 0) {
      return this;
    }
    Examples few =
        StratifiedSplit.sample(training, perClass, Seeds.of(seed, Seeds.FEW_EXAMPLES)).unverified();
    return new Catalog(
        String.format(
            Locale.ROOT,
            "%s; of training only %,d, at most %,d of each class (seed %d)",
            description,
            few.size(),
            perClass,
            seed),
        classes,
        few,
        validation,
        test,
        source,
        shape,
        inventory);
  }

  private static String share(double fraction, String of) {
    BigDecimal percent = BigDecimal.valueOf(fraction).movePointRight(2).stripTrailingZeros();
    return percent.toPlainString() + " % of " + of;
  }

  private static String count(String name, Examples examples, Split split) {
    return String.format(Locale.ROOT, "%s %,d (%s)", name, examples.size(), split.origin());
  }
}
