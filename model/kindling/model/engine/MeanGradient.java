package kindling.model.engine;

import java.util.function.Supplier;

/**
 * The mean gradient over the examples of one batch or several: kept as a sum in double and a count,
 * divided once. Of a single batch it is that batch's own gradient, to the bit.
 */
final class MeanGradient {
  private final Supplier<float[]> last;
  private double[] sum = new double[0];
  private float[] mean = new float[0];
  private int lastExamples;
  private int summed;

  /**
   * Of no batch yet.
   *
   * @param last gives the gradient of the last batch's mean loss, until the next batch
   */
  MeanGradient(Supplier<float[]> last) {
    this.last = last;
  }

  /** Says that a batch is about to be differentiated, which ends the last one's gradient. */
  void beginBatch(int examples) {
    if (lastExamples > 0) {
      gather();
    }
    lastExamples = examples;
  }

  /** The mean over all batches since it was last taken; valid until the next batch. */
  float[] takeMean() {
    if (lastExamples == 0) {
      throw new IllegalStateException("expected a batch before the update, found none");
    }
    if (summed == 0) {
      lastExamples = 0;
      return last.get();
    }
    gather();
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sum[i] / summed);
      sum[i] = 0;
    }
    summed = 0;
    lastExamples = 0;
    return mean;
  }

  private void gather() {
    float[] gradient = last.get();
    if (sum.length == 0) {
      sum = new double[gradient.length];
      mean = new float[gradient.length];
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] += (double) lastExamples * gradient[i];
    }
    summed += lastExamples;
  }
}
