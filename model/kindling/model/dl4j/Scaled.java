package kindling.model.dl4j;

/** Every element times the same factor. */
record Scaled(float factor) implements ImageKernel {
  @Override
  public void forward(float[][] inputs, float[] output, int image, boolean training) {
    for (int i = 0; i < output.length; i++) {
      output[i] = factor * inputs[0][i];
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
      inputGradients[0][i] = factor * outputGradient[i];
    }
  }
}
