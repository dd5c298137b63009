package kindling.data.augment;

import java.util.SplittableRandom;

/**
 * A stream of uniform random numbers. Only raw 64-bit draws are taken from the generator, because
 * how it makes other types of them may differ between Java versions.
 */
final class Uniform {
  private final SplittableRandom random;

  Uniform(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** Uniform in [0, 1). */
  double fraction() {
    return (random.nextLong() >>> 11) * 0x1p-53;
  }

  /** Uniform in [low, high). */
  double between(double low, double high) {
    return low + (high - low) * fraction();
  }

  /** Uniform in 0 … bound - 1. */
  int below(int bound) {
    return (int) (fraction() * bound);
  }

  /** -1 or 1. */
  int sign() {
    return fraction() < 0.5 ? -1 : 1;
  }
}
