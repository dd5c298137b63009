package kindling.model.dl4j;

import java.util.SplittableRandom;

/**
 * Dropout whose mask is a pure function of the step's seed, the node and the image's place in the
 * batch, so that the backward pass draws it again and nothing is kept.
 */
record Dropped(double probability, int node, Step step) implements ImageKernel {
  @Override
  public void forward(float[][] inputs, float[] output, int image, boolean training) {
    if (training) {
      mask(inputs[0], output, image);
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
    mask(outputGradient, inputGradients[0], image);
  }

  private void mask(float[] from, float[] to, int image) {
    long place = ((long) node << 32 | image) * 0x9E3779B97F4A7C15L;
    SplittableRandom random = new SplittableRandom(step.seed ^ place);
    float scale = (float) (1 / (1 - probability));
    for (int i = 0; i < to.length; i++) {
      to[i] = random.nextDouble() < probability ? 0 : from[i] * scale;
    }
  }
}
