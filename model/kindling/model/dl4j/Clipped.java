package kindling.model.dl4j;

/** ReLU bounded by 6; where either bound holds the gradient is zero, as in PyTorch. */
record Clipped() implements ImageKernel {
  private static final float BOUND = 6;

  @Override
  public void forward(float[][] inputs, float[] output, int image, boolean training) {
    for (int i = 0; i < output.length; i++) {
      output[i] = Math.min(Math.max(inputs[0][i], 0), BOUND);
    }
  }

  @Override
  public void backward(
      float[][] inputs,
      float[] output,
      float[] outputGradient,
      float[][] inputGradients,
      int image) {
    for (int i = 0; i < output.length; i++) {
      inputGradients[0][i] = output[i] > 0 && output[i] < BOUND ? outputGradient[i] : 0;
    }
  }

  @Override
  public boolean readsOutput() {
    return true;
  }
}
