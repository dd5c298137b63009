package kindling.data.augment;

import java.util.SplittableRandom;
import kindling.data.Seeds;

/**
 * What the random choices for one image depend on: the run's seed, the epoch (from 1) and the id of
 * the example, wherever it was dealt.
 */
public record Draw(long seed, int epoch, int id) {
  private static final long FIRST_FLIP = 0x61756720_0001L;

  /** What crop and flip are drawn from, in this order. */
  SplittableRandom placing() {
    return new SplittableRandom(Seeds.of(seed, Seeds.AUGMENTATION, epoch, id));
  }

  /** The stream of one transform, which stays the same whatever others there are. */
  Uniform stream(long transform) {
    return new Uniform(Seeds.of(seed, Seeds.AUGMENTATION, epoch, id, transform));
  }

  /** True in every other epoch, for about half of the images in the first. */
  boolean alternating() {
    return (Seeds.of(seed, FIRST_FLIP, id) + epoch & 1) == 0;
  }
}
