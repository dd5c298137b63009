package kindling.driver.sweep.space;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The values that a setting may take in a search, as the text of a configuration. What cannot be
 * throws IllegalArgumentException, which says what was expected.
 */
public sealed interface Distribution {
  /** The value at a position in [0, 1); positions drawn uniformly give the values' distribution. */
  String at(double position);

  /** A position in [0, 1] that has this value. */
  double position(String value);

  /** So many values, evenly spaced and both ends among them; fewer where there are fewer. */
  List<String> spread(int points);

  /** Whether equal ratios, not equal differences, are equally likely. */
  default boolean isLogarithmic() {
    return false;
  }

  /** One of some values, each as likely as the others. */
  record Choice(List<String> options) implements Distribution {
    public Choice {
      options = List.copyOf(options);
      if (options.isEmpty()) {
        throw new IllegalArgumentException("a list of one value or more");
      }
    }

    @Override
    public String at(double position) {
      return options.get((int) (position * options.size()));
    }

    @Override
    public double position(String value) {
      return (options.indexOf(value) + 0.5) / options.size();
    }

    /** All of them, however many points are asked for. */
    @Override
    public List<String> spread(int points) {
      return options;
    }
  }

  /** Real numbers from low to high, both included, rounded to four digits. */
  record Reals(double low, double high, Scale scale) implements Distribution {
    private static final MathContext FOUR_DIGITS = new MathContext(4);
    private static final int PLAIN_PLACES = 8;

    public Reals {
      scale.check(low, high);
    }

    @Override
    public boolean isLogarithmic() {
      return scale == Scale.LOG;
    }

    @Override
    public String at(double position) {
      BigDecimal rounded = new BigDecimal(scale.between(low, high, position)).round(FOUR_DIGITS);
      BigDecimal inside = rounded.max(BigDecimal.valueOf(low)).min(BigDecimal.valueOf(high));
      BigDecimal shortest = inside.stripTrailingZeros();
      return Math.abs(shortest.scale()) > PLAIN_PLACES
          ? shortest.toString()
          : shortest.toPlainString();
    }

    @Override
    public double position(String value) {
      return scale.position(low, high, Double.parseDouble(value));
    }

    @Override
    public List<String> spread(int points) {
      return IntStream.range(0, points)
          .mapToObj(i -> at((double) i / Math.max(1, points - 1)))
          .distinct()
          .toList();
    }
  }

  /** Whole numbers from low to high, both included. */
  record Wholes(long low, long high, Scale scale) implements Distribution {
    public Wholes {
      scale.check(low, high);
    }

    @Override
    public boolean isLogarithmic() {
      return scale == Scale.LOG;
    }

    @Override
    public String at(double position) {
      long value = (long) StrictMath.floor(scale.between(low, high + 1.0, position));
      return Long.toString(Math.max(low, Math.min(high, value)));
    }

    @Override
    public double position(String value) {
      return scale.position(low, high + 1.0, Long.parseLong(value) + 0.5);
    }

    @Override
    public List<String> spread(int points) {
      if (points > high - low) {
        return LongStream.rangeClosed(low, high).mapToObj(Long::toString).toList();
      }
      return IntStream.range(0, points)
          .mapToDouble(i -> scale.between(low, high, (double) i / Math.max(1, points - 1)))
          .mapToObj(value -> Long.toString(Math.round(value)))
          .distinct()
          .toList();
    }
  }

  /** How a range is divided. */
  enum Scale {
    /** Equal differences are equally likely. */
    LINEAR {
      @Override
      double between(double low, double high, double position) {
        return low + position * (high - low);
      }

      @Override
      double position(double low, double high, double value) {
        return (value - low) / (high - low);
      }
    },
    /** Equal ratios are equally likely; both ends are above 0. */
    LOG {
      @Override
      double between(double low, double high, double position) {
        return StrictMath.exp(LINEAR.between(StrictMath.log(low), StrictMath.log(high), position));
      }

      @Override
      double position(double low, double high, double value) {
        return LINEAR.position(StrictMath.log(low), StrictMath.log(high), StrictMath.log(value));
      }
    };

    void check(double low, double high) {
      if (!(low < high) || (this == LOG && low <= 0)) {
        throw new IllegalArgumentException(
            "[low, high] with low below high" + (this == LOG ? " and above 0" : ""));
      }
    }

    abstract double between(double low, double high, double position);

    abstract double position(double low, double high, double value);
  }
}
