package kindling.data.shapes;

import java.util.SplittableRandom;

/**
 * The random numbers of one image. Only raw 64-bit draws are taken from the generator, because how
 * it makes other types of them may differ between Java versions.
 */
final class Dice {
  private static final long DATASET_SEED = 0x5368_6170_6573_2031L;

  private final SplittableRandom random;

  Dice(int split, int index) {
    long place = ((long) split << 32) | index;
    random = new SplittableRandom(new SplittableRandom(DATASET_SEED ^ place).nextLong() + place);
  }

  long bits() {
    return random.nextLong();
  }

  /** Uniform in [low, high). */
  double between(double low, double high) {
    return low + (high - low) * (bits() >>> 11) * 0x1p-53;
  }

  /** Uniform in 0 … bound-1. */
  int below(int bound) {
    return (int) between(0, bound);
  }

  Color color() {
    return new Color(between(0, 255), between(0, 255), between(0, 255));
  }
}
