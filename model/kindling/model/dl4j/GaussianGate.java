package kindling.model.dl4j;

/**
 * GELU, x times the normal distribution's function at x. The error function is the approximation
 * 7.1.26 of Abramowitz and Stegun, Handbook of Mathematical Functions, 1964, within 1.5e-7.
 */
record GaussianGate() implements ImageKernel {
  private static final double DENSITY_AT_ZERO = 1 / Math.sqrt(2 * Math.PI);

  @Override
  public void forward(float[][] inputs, float[] output, int image, boolean training) {
    for (int i = 0; i < output.length; i++) {
      double x = inputs[0][i];
      output[i] = (float) (x * share(x, bell(x)));
    }
  }

  @Override
  public void backward(
      float[][] inputs,
      float[] output,
      float[] outputGradient,
      float[][] inputGradients,
      int image) {
    for (int i = 0; i < outputGradient.length; i++) {
      double x = inputs[0][i];
      double bell = bell(x);
      double slope = share(x, bell) + x * DENSITY_AT_ZERO * bell;
      inputGradients[0][i] = (float) (slope * outputGradient[i]);
    }
  }

  @Override
  public boolean readsInputs() {
    return true;
  }

  private static double bell(double x) {
    return StrictMath.exp(-x * x / 2);
  }

  /** The normal distribution's share below x. */
  private static double share(double x, double bell) {
    double t = 1 / (1 + 0.3275911 / Math.sqrt(2) * Math.abs(x));
    double tail =
        0.5
            * bell
            * t
            * (0.254829592
                + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
    return x < 0 ? tail : 1 - tail;
  }
}
