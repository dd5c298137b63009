package kindling.model.optimizer;

/** The Euclidean norm of floats, summed in double in an order that is always the same. */
final class L2Norm {
  private L2Norm() {}

  /** Of the values from position {@code from} to before {@code to}. */
  static double of(float[] values, int from, int to) {
    // Four sums, because each addition waits for the one before it in its own sum alone.
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = from;
    for (; i + 3 < to; i += 4) {
      a += (double) values[i] * values[i];
      b += (double) values[i + 1] * values[i + 1];
      c += (double) values[i + 2] * values[i + 2];
      d += (double) values[i + 3] * values[i + 3];
    }
    for (; i < to; i++) {
      a += (double) values[i] * values[i];
    }
    return Math.sqrt((a + b) + (c + d));
  }
}
