package kindling.model.dl4j;

/** The inner loops of batch normalization over one plane, in a fixed order of additions. */
final class Sums {
  private Sums() {}

  /** Adds Σa to {@code sums[0]} and Σa·b to {@code sums[1]}, in double. */
  static void add(float[] a, float[] b, double[] sums) {
    // Four chains, because one addition after another would wait for each.
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    double p0 = 0, p1 = 0, p2 = 0, p3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      double a0 = a[i], a1 = a[i + 1], a2 = a[i + 2], a3 = a[i + 3];
      s0 += a0;
      s1 += a1;
      s2 += a2;
      s3 += a3;
      p0 += a0 * b[i];
      p1 += a1 * b[i + 1];
      p2 += a2 * b[i + 2];
      p3 += a3 * b[i + 3];
    }
    for (; i < a.length; i++) {
      s0 += a[i];
      p0 += (double) a[i] * b[i];
    }
    sums[0] += (s0 + s1) + (s2 + s3);
    sums[1] += (p0 + p1) + (p2 + p3);
  }

  /** x = slope × x + offset. */
  static void line(float[] x, float slope, float offset) {
    for (int i = 0; i < x.length; i++) {
      x[i] = slope * x[i] + offset;
    }
  }

  /** g = a × g + b × x + c. */
  static void plane(float[] g, float[] x, float a, float b, float c) {
    for (int i = 0; i < g.length; i++) {
      g[i] = a * g[i] + b * x[i] + c;
    }
  }
}
