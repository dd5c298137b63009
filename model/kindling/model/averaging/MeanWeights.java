package kindling.model.averaging;

/**
 * A weighted mean of the weights that a run has passed through, on the driver. Kept as the mean and
 * the sum of what each of them weighs in it, so that it has no memory of a beginning.
 *
 * @param mass sum of what has been weighed in, 0 before the first
 * @param values parameters and running statistics; empty before the first
 */
public record MeanWeights(double mass, float[] values) {
  /** Of nothing yet. */
  public static final MeanWeights NONE = new MeanWeights(0, new float[0]);

  /**
   * The mean with one more.
   *
   * @param kept what is left of each weight so far, from 0 to 1
   * @param added what the new one weighs, above 0
   * @param next the new one, behind which the array may go on
   * @param size how many of its floats count
   */
  public MeanWeights with(double kept, double added, float[] next, int size) {
    double all = kept * mass + added;
    double share = added / all;
    float[] mean = new float[size];
    for (int i = 0; i < size; i++) {
      double before = mass == 0 ? next[i] : values[i];
      mean[i] = (float) (before + share * (next[i] - before));
    }
    return new MeanWeights(all, mean);
  }
}
