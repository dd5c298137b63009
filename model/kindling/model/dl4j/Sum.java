package kindling.model.dl4j;

/** The sum of several inputs, or of one, and ReLU on it where {@code rectified}. */
record Sum(boolean rectified) implements ImageKernel {
  @Override
  public void forward(float[][] inputs, float[] output, int image, boolean training) {
    System.arraycopy(inputs[0], 0, output, 0, output.length);
    for (int i = 1; i < inputs.length; i++) {
      add(inputs[i], output);
    }
    if (rectified) {
      Gates.rectify(output, output.length);
    }
  }

  private static void add(float[] input, float[] output) {
    for (int i = 0; i < output.length; i++) {
      output[i] += input[i];
    }
  }

  @Override
  public void backward(
      float[][] inputs,
      float[] output,
      float[] outputGradient,
      float[][] inputGradients,
      int image) {
    if (rectified) {
      Gates.close(outputGradient, output, output.length);
    }
    for (float[] gradient : inputGradients) {
      System.arraycopy(outputGradient, 0, gradient, 0, gradient.length);
    }
  }

  @Override
  public boolean readsOutput() {
    return rectified;
  }
}
