package kindling.data;

/**
 * The source positions and weights behind output positions of a resampling along one axis: a
 * triangle filter over the source area under each output, in the fixed-point numbers of PIL's
 * BILINEAR for 8-bit images.
 *
 * @param first the first source position, per output position
 * @param weights of that and the following source positions, in units of 2^-{@value #BITS}; at
 *     least 0, their sum is 1 but for rounding
 */
record ResamplingWeights(int[] first, int[][] weights) {
  static final int BITS = 22;

  /** A whole source of so many positions, scaled to the length. */
  static ResamplingWeights whole(int source, int length) {
    return of(source, 0, (double) source / length, 0, length);
  }

  /**
   * The centre of a source, where an output position covers {@code step} of its positions. Where it
   * begins and ends is rounded to a float, as a box is in PIL.
   */
  static ResamplingWeights centre(int source, double step, int length) {
    double start = (source - length * step) / 2;
    float from = (float) start;
    float to = (float) (start + length * step);
    return of(source, from, (double) (to - from) / length, 0, length);
  }

  /**
   * The outputs from {@code offset} on.
   *
   * @param start where in the source output 0 begins
   * @param step source positions that an output covers
   */
  static ResamplingWeights of(int source, double start, double step, int offset, int length) {
    int[] first = new int[length];
    int[][] weights = new int[length][];
    double reach = Math.max(1, step);
    for (int i = 0; i < length; i++) {
      double centre = start + (offset + i + 0.5) * step;
      int from = Math.max(0, (int) (centre - reach + 0.5));
      int to = Math.min(source, (int) (centre + reach + 0.5));
      double[] row = new double[to - from];
      for (int k = 0; k < row.length; k++) {
        row[k] = Math.max(0, 1 - Math.abs((k + from - centre + 0.5) * (1 / reach)));
      }
      first[i] = from;
      weights[i] = fixedPoint(row);
    }
    return new ResamplingWeights(first, weights);
  }

  private static int[] fixedPoint(double[] row) {
    double total = 0;
    for (double weight : row) {
      total += weight;
    }
    int[] weights = new int[row.length];
    for (int k = 0; k < row.length; k++) {
      weights[k] = (int) (0.5 + row[k] / total * (1 << BITS));
    }
    return weights;
  }

  /** The number of output positions. */
  int length() {
    return first.length;
  }

  /** The first source position that any output takes. */
  int from() {
    return first[0];
  }

  /** The position after the last one that any output takes. */
  int to() {
    return first[first.length - 1] + weights[first.length - 1].length;
  }
}
