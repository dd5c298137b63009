package kindling.data.augment;

import kindling.data.Seeds;
import kindling.data.SplitMix64;

/**
 * What the random choices for one image depend on: the run's seed, the epoch (from 1) and the id of
 * the example, wherever it was dealt.
 */
public record AugmentationSeed(long seed, int epoch, int id) {
  private static final long FIRST_FLIP = 0x61756720_0001L;
  private static final long REPEAT = 0x61756720_0002L;

  /** The seed of the same image where it came so often before in its epoch. */
  public AugmentationSeed repeated(int times) {
    return times == 0 ? this : new AugmentationSeed(Seeds.of(seed, REPEAT, times), epoch, id);
  }

  /** What crop and flip are drawn from, in this order. */
  SplitMix64 cropFlipStream() {
    return new SplitMix64(Seeds.of(seed, Seeds.AUGMENTATION, epoch, id));
  }

  /** The stream of one transform, which stays the same whatever others there are. */
  SplitMix64 stream(long transform) {
    return new SplitMix64(Seeds.of(seed, Seeds.AUGMENTATION, epoch, id, transform));
  }

  /** True in every other epoch, for about half of the images in the first. */
  boolean alternatingFlip() {
    return (Seeds.of(seed, FIRST_FLIP, id) + epoch & 1) == 0;
  }
}
