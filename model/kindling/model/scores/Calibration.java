package kindling.model.scores;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * How well confidence matches accuracy: mergeable sums over {@value #BINS} bins of equal width.
 *
 * <p>After Guo et al., "On Calibration of Modern Neural Networks", 2017, section 2: the confidence
 * of a prediction is its softmax probability. A bin holds the confidences from its lower bound to
 * below its upper one, the last also 1. Not safe for use by two threads at once.
 */
public final class Calibration implements Serializable {
  private static final long serialVersionUID = 1L;

  /** As many as in the paper. */
  public static final int BINS = 15;

  private final long[] count = new long[BINS];
  private final long[] right = new long[BINS];
  private final double[] confidenceSum = new double[BINS];

  /**
   * One bin.
   *
   * @param count examples
   * @param confidence the mean, from 0 to 1; 0 without examples
   * @param accuracy the share predicted right, from 0 to 1; 0 without examples
   */
  public record Bin(long count, double confidence, double accuracy) {}

  void addCorrect(double confidence) {
    add(confidence, 1);
  }

  void addIncorrect(double confidence) {
    add(confidence, 0);
  }

  /** A confidence that is not a number says nothing and is left out. */
  private void add(double confidence, int hits) {
    if (!Double.isNaN(confidence)) {
      int bin = Math.min(BINS - 1, (int) (confidence * BINS));
      count[bin]++;
      right[bin] += hits;
      confidenceSum[bin] += confidence;
    }
  }

  /** Adds another's sums. */
  void accumulate(Calibration other) {
    for (int bin = 0; bin < BINS; bin++) {
      count[bin] += other.count[bin];
      right[bin] += other.right[bin];
      confidenceSum[bin] += other.confidenceSum[bin];
    }
  }

  /** The bins, from the lowest confidence to the highest. */
  public List<Bin> bins() {
    List<Bin> bins = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      bins.add(
          count[bin] == 0
              ? new Bin(0, 0, 0)
              : new Bin(
                  count[bin], confidenceSum[bin] / count[bin], (double) right[bin] / count[bin]));
    }
    return bins;
  }

  /**
   * The expected calibration error (equation 3 of the paper), from 0 to 1: the mean over the
   * examples of |accuracy - confidence| of their bin. NaN without examples.
   */
  public double error() {
    long all = 0;
    double sum = 0;
    for (int bin = 0; bin < BINS; bin++) {
      all += count[bin];
      sum += Math.abs(right[bin] - confidenceSum[bin]);
    }
    return sum / all;
  }
}
