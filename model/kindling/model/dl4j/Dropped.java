package kindling.model.dl4j;

import kindling.model.engine.DropoutMask;

/** Dropout whose mask the backward pass draws again, so that nothing is kept. */
record Dropped(DropoutMask mask, Step step) implements ImageKernel {
  @Override
  public void forward(float[][] inputs, float[] output, int image, boolean training) {
    if (training) {
      apply(inputs[0], output, image);
    } else {
      System.arraycopy(inputs[0], 0, output, 0, output.length);
    }
  }

  @Override
  public void backward(
      float[][] inputs,
      float[] output,
      float[] outputGradient,
      float[][] inputGradients,
      int image) {
    apply(outputGradient, inputGradients[0], image);
  }

  private void apply(float[] from, float[] to, int image) {
    mask.draw(step.seed, image, to, 0, to.length);
    for (int i = 0; i < to.length; i++) {
      to[i] *= from[i];
    }
  }
}
