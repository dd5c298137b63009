package kindling.model.dl4j;

/** The channels of several inputs, one input after another. */
record Joined() implements ImageKernel {
  @Override
  public void forward(float[][] inputs, float[] output, int image, boolean training) {
    int end = 0;
    for (float[] input : inputs) {
      System.arraycopy(input, 0, output, end, input.length);
      end += input.length;
    }
  }

  @Override
  public void backward(
      float[][] inputs,
      float[] output,
      float[] outputGradient,
      float[][] inputGradients,
      int image) {
    int end = 0;
    for (float[] gradient : inputGradients) {
      System.arraycopy(outputGradient, end, gradient, 0, gradient.length);
      end += gradient.length;
    }
  }
}
