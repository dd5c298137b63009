package kindling.driver.report.page;

import java.util.List;
import java.util.Objects;

/**
 * One axis of a chart.
 *
 * @param title what it measures
 * @param unit how its values are written
 * @param choices where it has names instead of numbers: of its values 0, 1, ...; else empty
 */
public record Axis(String title, Unit unit, Scale scale, List<String> choices) {
  public Axis {
    choices = List.copyOf(choices);
    Objects.requireNonNull(title);
    Objects.requireNonNull(unit);
    Objects.requireNonNull(scale);
  }

  /** A linear axis. */
  public Axis(String title, Unit unit) {
    this(title, unit, Scale.LINEAR);
  }

  /** An axis of numbers. */
  public Axis(String title, Unit unit, Scale scale) {
    this(title, unit, scale, List.of());
  }

  /** An axis of names. */
  public static Axis choices(String title, List<String> choices) {
    return new Axis(title, Unit.COUNT, Scale.LINEAR, choices);
  }

  /** How the values of an axis are written. */
  public enum Unit {
    /** A plain number. */
    NUMBER,
    /** A number of things, its thousands apart. */
    COUNT,
    /** A fraction from 0 to 1, written in percent. */
    PERCENT,
    /** A difference of two fractions, written in percentage points with its sign. */
    POINTS,
    /** A time in seconds. */
    SECONDS
  }

  /** How values are laid out along an axis. */
  public enum Scale {
    LINEAR,
    LOG
  }
}
