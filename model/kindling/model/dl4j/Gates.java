package kindling.model.dl4j;

/** ReLU in loops without branches, of which the compiler makes vector instructions. */
final class Gates {
  /** Twice this takes the smallest positive float above 1. */
  private static final float HUGE = 0x1p127f;

  private Gates() {}

  /** max(x, 0) in place. */
  static void rectify(float[] x, int length) {
    for (int i = 0; i < length; i++) {
      x[i] = Math.max(x[i], 0f);
    }
  }

  /** Zeroes the gradient where the rectified output is zero. */
  static void close(float[] gradient, float[] output, int length) {
    for (int i = 0; i < length; i++) {
      gradient[i] *= Math.min(Math.max(output[i], 0f) * HUGE * HUGE, 1f);
    }
  }
}
