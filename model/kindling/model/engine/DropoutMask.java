package kindling.model.engine;

import kindling.data.SplitMix64;

/**
 * The mask of one layer of dropout or stochastic depth: zero with the layer's probability,
 * otherwise the inverse of its complement.
 *
 * <p>A pure function of the step's seed, the layer's place in the network and the image's place in
 * the batch, so that all engines and replicas draw the same. Runs on executors.
 *
 * @param node the layer's place among the architecture's nodes
 */
public record DropoutMask(double probability, int node) {
  /** Writes the factors of one image's elements, channel by channel and row by row. */
  public void draw(long seed, int image, float[] factors, int from, int to) {
    SplitMix64 random = random(seed, image);
    for (int i = from; i < to; i++) {
      factors[i] = factor(random);
    }
  }

  /** The factor of one image as a whole. */
  public float draw(long seed, int image) {
    return factor(random(seed, image));
  }

  private SplitMix64 random(long seed, int image) {
    long place = ((long) node << 32 | image) * SplitMix64.GOLDEN_GAMMA;
    return new SplitMix64(seed ^ place);
  }

  private float factor(SplitMix64 random) {
    return random.nextDouble() < probability ? 0 : (float) (1 / (1 - probability));
  }
}
