package kindling.model.optimizer;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/**
 * The learning rate as a function of how many training examples all workers together have seen.
 *
 * <p>Examples, not steps, so that the schedule stays the same when the number of workers or the
 * batch size changes. Pure, on driver and executors alike; wrong settings throw
 * IllegalArgumentException.
 */
public sealed interface Schedule extends Serializable {
  /** The rate after this many examples, counted from the start of the run. */
  double rate(double examples);

  /** The same rate throughout. */
  record Constant(double rate) implements Schedule {
    public Constant {
      check(rate > 0, "expected a positive rate, found " + rate);
    }

    @Override
    public double rate(double examples) {
      return rate;
    }
  }

  /** The rate multiplied by a factor each time that so many examples have been seen. */
  record Step(double rate, double factor, double everyExamples) implements Schedule {
    public Step {
      check(rate > 0, "expected a positive rate, found " + rate);
      check(factor > 0, "expected a positive factor, found " + factor);
      check(everyExamples > 0, "expected a positive length, found " + everyExamples);
    }

    @Override
    public double rate(double examples) {
      return rate * StrictMath.pow(factor, StrictMath.floor(examples / everyExamples));
    }
  }

  /**
   * A straight line from 0 to the peak (Goyal et al., Accurate, Large Minibatch SGD, 2017, section
   * 2.2), then half a cosine wave down to the final rate (Loshchilov and Hutter, SGDR, 2017), which
   * stays. The rate at 0 examples is 0 unless there is no warm-up.
   */
  record WarmupCosine(double peak, double warmupExamples, double totalExamples, double finalRate)
      implements Schedule {
    public WarmupCosine {
      check(peak > 0, "expected a positive peak, found " + peak);
      check(
          finalRate >= 0 && finalRate <= peak,
          "expected a final rate from 0 to the peak, found " + finalRate);
      check(
          warmupExamples >= 0 && warmupExamples < totalExamples,
          String.format(
              Locale.ROOT,
              "expected a warm-up shorter than the whole, found %s of %s examples",
              warmupExamples,
              totalExamples));
    }

    @Override
    public double rate(double examples) {
      if (examples < warmupExamples) {
        return peak * examples / warmupExamples;
      }
      double way = (examples - warmupExamples) / (totalExamples - warmupExamples);
      double wave = (1 + StrictMath.cos(StrictMath.PI * Math.min(1, way))) / 2;
      return finalRate + (peak - finalRate) * wave;
    }
  }

  /** The rate multiplied by a factor at each of these examples. */
  record MultiStep(double rate, double factor, List<Double> atExamples) implements Schedule {
    public MultiStep {
      check(rate > 0, "expected a positive rate, found " + rate);
      check(factor > 0, "expected a positive factor, found " + factor);
      atExamples = List.copyOf(atExamples);
    }

    @Override
    public double rate(double examples) {
      long passed = atExamples.stream().filter(at -> at <= examples).count();
      return rate * StrictMath.pow(factor, passed);
    }
  }

  /**
   * The rate multiplied by a factor in the course of so many examples, evenly from each to each.
   */
  record Exponential(double rate, double factor, double everyExamples) implements Schedule {
    public Exponential {
      check(rate > 0, "expected a positive rate, found " + rate);
      check(factor > 0, "expected a positive factor, found " + factor);
      check(everyExamples > 0, "expected a positive length, found " + everyExamples);
    }

    @Override
    public double rate(double examples) {
      return rate * StrictMath.pow(factor, examples / everyExamples);
    }
  }

  /** From the rate to the final one as a power of the way that is left; a line at power 1. */
  record Polynomial(double rate, double power, double from, double to, double finalRate)
      implements Schedule {
    public Polynomial {
      check(rate > 0, "expected a positive rate, found " + rate);
      check(power > 0, "expected a positive power, found " + power);
      check(from < to, "expected a positive length, found " + (to - from));
    }

    @Override
    public double rate(double examples) {
      double left = 1 - Math.max(0, Math.min(1, (examples - from) / (to - from)));
      return finalRate + (rate - finalRate) * StrictMath.pow(left, power);
    }
  }

  /**
   * Half a cosine wave from the rate down to the final one, again and again, each time longer by a
   * factor (Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2017,
   * section 3).
   *
   * @param from the example at which the first wave begins
   * @param length of the first wave, in examples
   * @param factor at least 1
   */
  record CosineRestarts(double rate, double from, double length, double factor, double finalRate)
      implements Schedule {
    public CosineRestarts {
      check(rate > 0, "expected a positive rate, found " + rate);
      check(length > 0, "expected a positive length, found " + length);
      check(factor >= 1, "expected a factor of at least 1, found " + factor);
    }

    @Override
    public double rate(double examples) {
      double into = Math.max(0, examples - from);
      double wave = length;
      while (into >= wave) {
        into -= wave;
        wave *= factor;
      }
      return finalRate + (rate - finalRate) * (1 + StrictMath.cos(StrictMath.PI * into / wave)) / 2;
    }
  }

  /**
   * Up from a low rate to the peak and down to one that is far lower, each way half a cosine wave
   * (Smith and Topin, Super-Convergence, 2018, in the form of PyTorch's {@code OneCycleLR}).
   *
   * @param first rate at 0 examples
   * @param peakExamples where the peak is
   * @param totalExamples where the last rate is, which stays
   */
  record OneCycle(double first, double peak, double last, double peakExamples, double totalExamples)
      implements Schedule {
    public OneCycle {
      check(peak > 0, "expected a positive peak, found " + peak);
      check(
          peakExamples > 0 && peakExamples < totalExamples,
          String.format(
              Locale.ROOT,
              "expected a peak within the run, found %s of %s examples",
              peakExamples,
              totalExamples));
    }

    @Override
    public double rate(double examples) {
      return examples < peakExamples
          ? between(first, peak, examples / peakExamples)
          : between(peak, last, (examples - peakExamples) / (totalExamples - peakExamples));
    }

    private static double between(double start, double end, double way) {
      double wave = (1 + StrictMath.cos(StrictMath.PI * Math.min(1, way))) / 2;
      return end + (start - end) * wave;
    }
  }

  /**
   * Any schedule behind a straight line from 0 to what it gives at the line's end (Goyal et al.,
   * Accurate, Large Minibatch SGD, 2017, section 2.2).
   */
  record Warmup(double examples, Schedule then) implements Schedule {
    public Warmup {
      check(examples > 0, "expected a positive length, found " + examples);
    }

    @Override
    public double rate(double at) {
      return at < examples ? then.rate(examples) * at / examples : then.rate(at);
    }
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
