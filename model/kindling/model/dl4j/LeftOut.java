package kindling.model.dl4j;

import kindling.model.engine.DropoutMask;

/** Stochastic depth, whose factors the backward pass draws again, so that nothing is kept. */
record LeftOut(DropoutMask mask, Step step) implements ImageKernel {
  @Override
  public void forward(float[][] inputs, float[] output, int image, boolean training) {
    scale(inputs[0], output, training ? mask.draw(step.seed, image) : 1);
  }

  @Override
  public void backward(
      float[][] inputs,
      float[] output,
      float[] outputGradient,
      float[][] inputGradients,
      int image) {
    scale(outputGradient, inputGradients[0], mask.draw(step.seed, image));
  }

  private static void scale(float[] from, float[] to, float factor) {
    for (int i = 0; i < to.length; i++) {
      to[i] = factor * from[i];
    }
  }
}
