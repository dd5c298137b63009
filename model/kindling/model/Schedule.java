package kindling.model;

import java.io.Serializable;

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
          "expected a warm-up shorter than the whole, found %s of %s examples"
              .formatted(warmupExamples, totalExamples));
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

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
