package kindling.data;

import java.util.Arrays;

/**
 * The source positions and weights behind every output position of a resampling along one axis.
 *
 * @param first the first source position, per output position
 * @param weights of that and the following source positions; at least 0, their sum is 1
 */
record ResamplingWeights(int[] first, double[][] weights) {

  /** The centre {@code length / scale} of a source is stretched over the output. */
  static ResamplingWeights of(int source, int length, double scale) {
    int[] first = new int[length];
    double[][] weights = new double[length][];
    double start = (source - length / scale) / 2;
    double reach = Math.max(1, 1 / scale);
    for (int i = 0; i < length; i++) {
      double centre = start + (i + 0.5) / scale;
      int from = Math.max(0, (int) Math.floor(centre - reach));
      int to = Math.min(source, (int) Math.ceil(centre + reach));
      double[] row = new double[to - from];
      for (int k = from; k < to; k++) {
        row[k - from] = Math.max(0, 1 - Math.abs(k + 0.5 - centre) / reach);
      }
      double total = Arrays.stream(row).sum();
      for (int k = 0; k < row.length; k++) {
        row[k] /= total;
      }
      first[i] = from;
      weights[i] = row;
    }
    return new ResamplingWeights(first, weights);
  }

  double weightedSum(double[] line, int i) {
    double value = 0;
    double[] row = weights[i];
    for (int k = 0; k < row.length; k++) {
      value += row[k] * line[first[i] + k];
    }
    return value;
  }
}
