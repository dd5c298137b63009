package kindling.driver.run.metrics;

import java.util.Locale;
import kindling.model.scores.Interval;

/** Figures as pages and tables write them. */
public final class Figures {
  private Figures() {}

  /** A fraction in percent, with two places; a dash where there is none. */
  public static String percent(double fraction) {
    return written("%.2f %%", 100 * fraction);
  }

  /** The same with the interval around it: {@code 87.21 % (86.5–87.9)}. */
  public static String percent(double fraction, Interval around) {
    return percent(fraction)
        + (Double.isNaN(around.low())
            ? ""
            : written(" (%.1f–", 100 * around.low()) + written("%.1f)", 100 * around.high()));
  }

  /** A difference of two fractions in percentage points, with its sign. */
  public static String points(double difference) {
    return written("%+.2f", 100 * difference);
  }

  /** A number with four places. */
  public static String number(double value) {
    return written("%.4f", value);
  }

  /** The same with the interval around it: {@code 0.4312 (0.4102–0.4520)}. */
  public static String number(double value, Interval around) {
    return number(value)
        + (Double.isNaN(around.low())
            ? ""
            : " (" + number(around.low()) + "–" + number(around.high()) + ")");
  }

  /** A whole number, its thousands apart. */
  public static String count(double value) {
    return written("%,.0f", value);
  }

  /** A time: {@code 48.2 s}, {@code 12 min}, {@code 3.4 h}. */
  public static String time(double seconds) {
    if (seconds < 120) {
      return written("%.1f s", seconds);
    }
    return seconds < 2 * 3600
        ? written("%.0f min", seconds / 60)
        : written("%.1f h", seconds / 3600);
  }

  /** A number of epochs: {@code 1 epoch}, {@code 5 epochs}. */
  public static String epochs(int number) {
    return number + (number == 1 ? " epoch" : " epochs");
  }

  private static String written(String format, double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "–";
  }
}
