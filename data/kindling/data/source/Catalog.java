package kindling.data.source;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kindling.data.DataException;
import kindling.data.ImageShape;
import kindling.data.Seeds;
import kindling.data.Storage;
import kindling.data.source.Listing.Split;

/**
 * A dataset ready to be sharded: its classes, and the places and labels of the images of its three
 * splits; made on the driver.
 *
 * <p>The lists are ordered by class and name, or by file and record, never by the file system. An
 * id is the position in the training list; validation examples are cut out of that list and keep
 * their ids (those of a validation split that the dataset brings follow it). The ids of test are
 * the positions in its list.
 *
 * @param description one line for people
 * @param classes their names, by label
 * @param source reads the images, in {@code shape}
 */
public record Catalog(
    String description,
    List<String> classes,
    List<Example> training,
    List<Example> validation,
    List<Example> test,
    Source source,
    ImageShape shape) {

  public Catalog {
    classes = List.copyOf(classes);
    training = List.copyOf(training);
    validation = List.copyOf(validation);
    test = List.copyOf(test);
  }

  /**
   * Lists the dataset that the settings name and cuts its splits.
   *
   * @throws DataException where there is no such dataset, it is damaged, or its splits do not fit
   */
  public static Catalog open(DataSettings settings, Storage storage) {
    try {
      Place place = new Place(storage, settings.path());
      return open(settings.format().layout().list(settings, place), settings);
    } catch (IOException e) {
      throw new DataException(
          "cannot read the dataset at " + settings.path() + ": " + Storage.reason(e), e);
    }
  }

  private static Catalog open(Listing listing, DataSettings settings) {
    settings.limits().checkClasses(listing.classes().size(), listing.name());
    Split training = listing.training();
    Split test = listing.test();
    if (test.isEmpty()) {
      // Not settings.seed(): runs with different seeds are compared on the same test images.
      StratifiedSplit cut =
          StratifiedSplit.split(
              training.examples(), settings.testFraction(), Seeds.of(Seeds.TEST_CUT));
      test = new Split(share(settings.testFraction(), training) + ", fixed seed", cut.taken());
      training = new Split(training.origin(), cut.kept());
    }
    List<Example> numbered = numbered(training.examples(), 0);
    Split validation = listing.validation();
    StratifiedSplit cut =
        new StratifiedSplit(numbered, numbered(validation.examples(), numbered.size()));
    if (validation.isEmpty()) {
      double fraction = settings.validationFraction();
      cut =
          StratifiedSplit.split(
              numbered, fraction, Seeds.of(settings.seed(), Seeds.VALIDATION_CUT));
      validation = new Split(share(fraction, training) + ", seed " + settings.seed(), cut.taken());
    }
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
                count("test", test.examples(), test))
            + (listing.others() == 0 ? "" : "; " + listing.others() + " other files left aside"),
        listing.classes(),
        cut.kept(),
        cut.taken(),
        numbered(test.examples(), 0),
        listing.source(),
        listing.shape());
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
    List<Example> few =
        StratifiedSplit.sample(training, perClass, Seeds.of(seed, Seeds.FEW_EXAMPLES));
    return new Catalog(
        "%s; of training only %,d, at most %,d of each class (seed %d)"
            .formatted(description, few.size(), perClass, seed),
        classes,
        few,
        validation,
        test,
        source,
        shape);
  }

  private static List<Example> numbered(List<Example> examples, int first) {
    List<Example> numbered = new ArrayList<>(examples.size());
    for (Example example : examples) {
      numbered.add(example.withId(first + numbered.size()));
    }
    return numbered;
  }

  private static String share(double fraction, Split of) {
    BigDecimal percent = BigDecimal.valueOf(fraction).movePointRight(2).stripTrailingZeros();
    return percent.toPlainString() + " % of " + of.origin();
  }

  private static String count(String name, List<Example> examples, Split split) {
    return String.format(Locale.ROOT, "%s %,d (%s)", name, examples.size(), split.origin());
  }
}
