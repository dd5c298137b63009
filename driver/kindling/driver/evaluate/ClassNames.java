package kindling.driver.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kindling.driver.cluster.Console;
import kindling.driver.config.ConfigurationException;

/** The classes that weights were trained on, matched by name with those of data. On the driver. */
final class ClassNames {
  private static final int NAMED = 10;

  private ClassNames() {}

  /**
   * Refuses data with a class that the weights do not have, and says which of theirs are missing.
   *
   * @param known the weights', by label
   * @param data the dataset's
   * @throws ConfigurationException that names the classes
   */
  static void match(List<String> known, List<String> data, Console console) {
    List<String> unknown = without(data, known);
    List<String> missing = without(known, data);
    if (!unknown.isEmpty()) {
      throw new ConfigurationException(
          String.format(
                  Locale.ROOT,
                  "WEIGHTS: expected data of the classes that the weights were trained on, %s; found %s,"
                      + " which they do not have. Rename or remove these classes",
                  text(known),
                  text(unknown))
              + (missing.isEmpty() ? "" : "; without data are " + text(missing)));
    }
    if (!missing.isEmpty()) {
      console.warn(
          String.format(
              Locale.ROOT,
              "the data have no examples of %d of the weights' %d classes: %s",
              missing.size(),
              known.size(),
              text(missing)));
    }
  }

  private static List<String> without(List<String> from, List<String> what) {
    List<String> rest = new ArrayList<>(from);
    rest.removeAll(what);
    return rest;
  }

  private static String text(List<String> names) {
    return String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
        + (names.size() > NAMED
            ? String.format(Locale.ROOT, " and %d more", names.size() - NAMED)
            : "");
  }
}
