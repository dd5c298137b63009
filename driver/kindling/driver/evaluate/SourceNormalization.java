package kindling.driver.evaluate;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import kindling.data.Normalization;
import kindling.driver.cluster.Console;
import kindling.driver.run.WeightsSource;

/** The normalization that weights from elsewhere take. Lives on the driver. */
public final class SourceNormalization {
  private static final float ROUNDING = 1e-3f;

  private SourceNormalization() {}

  /**
   * The one that is given, or the one that the weights were made with, where that is known; that
   * they differ is warned of.
   */
  public static Optional<Normalization> of(
      Optional<Normalization> given, WeightsSource source, Console console) {
    Optional<Normalization> own = source.normalization();
    if (given.isPresent() && own.isPresent() && differ(given.get(), own.get())) {
      console.warn(
          String.format(
              Locale.ROOT,
              "data.normalization is %s; the weights were made with %s",
              described(given.get()),
              described(own.get())));
    }
    return given.or(() -> own);
  }

  private static String described(Normalization constants) {
    return String.format(
        Locale.ROOT,
        "mean %s, std %s",
        Arrays.toString(constants.mean()),
        Arrays.toString(constants.std()));
  }

  private static boolean differ(Normalization one, Normalization other) {
    return differ(one.mean(), other.mean()) || differ(one.std(), other.std());
  }

  private static boolean differ(float[] one, float[] other) {
    if (one.length != other.length) {
      return true;
    }
    for (int i = 0; i < one.length; i++) {
      if (Math.abs(one[i] - other[i]) > ROUNDING) {
        return true;
      }
    }
    return false;
  }
}
