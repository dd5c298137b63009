package kindling.driver.sweep.space;

import java.util.Arrays;
import kindling.data.SplitMix64;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * A density on [0, 1]: equal parts of a normal distribution about each of some points, cut off at
 * the ends, and of a wide one about the middle. A point's deviation is the distance to its farther
 * neighbour (Bergstra et al., "Algorithms for Hyper-Parameter Optimization", 2011, section 4.1).
 */
final class Parzen {
  private static final NormalDistribution STANDARD = new NormalDistribution(null, 0, 1);
  private static final int FINEST = 100;

  private final double[] means;
  private final double[] deviations;

  /**
   * The density of points.
   *
   * @param points in [0, 1], in any order; perhaps none
   */
  Parzen(double[] points) {
    double[] sorted = points.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double least = 1.0 / Math.min(FINEST, n + 1);
    means = new double[n + 1];
    deviations = new double[n + 1];
    for (int i = 0; i < n; i++) {
      double left = sorted[i] - (i == 0 ? 0 : sorted[i - 1]);
      double right = (i == n - 1 ? 1 : sorted[i + 1]) - sorted[i];
      means[i] = sorted[i];
      deviations[i] = Math.min(1, Math.max(least, Math.max(left, right)));
    }
    means[n] = 0.5;
    deviations[n] = 1;
  }

  double density(double x) {
    double sum = 0;
    for (int i = 0; i < means.length; i++) {
      double z = (x - means[i]) / deviations[i];
      double share = upper(i) - lower(i);
      sum += STANDARD.density(z) / (deviations[i] * share);
    }
    return sum / means.length;
  }

  /** A point in [0, 1) drawn from the density. */
  double draw(SplitMix64 random) {
    int i = random.nextInt(means.length);
    double level = lower(i) + random.nextDouble() * (upper(i) - lower(i));
    double x = means[i] + deviations[i] * STANDARD.inverseCumulativeProbability(level);
    return Math.max(0, Math.min(Math.nextDown(1.0), x));
  }

  private double lower(int i) {
    return STANDARD.cumulativeProbability(-means[i] / deviations[i]);
  }

  private double upper(int i) {
    return STANDARD.cumulativeProbability((1 - means[i]) / deviations[i]);
  }
}
