package kindling.data.batch;

import java.util.Arrays;

/** How often the examples of a class come in an epoch, which has as many as there are. */
public enum Sampling {
  /** Each once. */
  NATURAL {
    @Override
    double rate(int count) {
      return 1;
    }
  },
  /** Each class as often as the others. */
  BALANCED {
    @Override
    double rate(int count) {
      return 1.0 / count;
    }
  },
  /**
   * Each class by the square root of its count (Mahajan et al., "Exploring the Limits of Weakly
   * Supervised Pretraining", 2018, section 2.2).
   */
  SQRT {
    @Override
    double rate(int count) {
      return 1 / Math.sqrt(count);
    }
  };

  /** How often an example of a class of so many is drawn, up to a factor. */
  abstract double rate(int count);

  /**
   * The rates of the classes.
   *
   * @param counts examples of each class in the whole training split
   * @return empty where each example comes once
   */
  public double[] rates(int[] counts) {
    return this == NATURAL
        ? new double[0]
        : Arrays.stream(counts).mapToDouble(count -> count == 0 ? 0 : rate(count)).toArray();
  }
}
