package kindling.data;

/**
 * A stream of pseudorandom numbers, each defined to the bit by the seed and the numbers drawn
 * before it, on every machine and Java version; used by one thread.
 *
 * <p>The generator is SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
 * Generators", 2014). The JDK's SplittableRandom does not specify its numbers; these are the ones
 * it gives in Java 17.
 */
public final class SplitMix64 {
  /** The odd number nearest to 2^64 divided by the golden ratio. */
  public static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  public SplitMix64(long seed) {
    state = seed;
  }

  /** Uniform in all 64-bit numbers. */
  public long nextLong() {
    return mix(advance());
  }

  /** Uniform in the multiples of 2^-53 in [0, 1). */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /** In [low, high): {@link #nextDouble} stretched over it. */
  public double nextDouble(double low, double high) {
    return low + (high - low) * nextDouble();
  }

  /** In 0 … bound-1: {@link #nextDouble} stretched over it, uniform to one part in 2^21. */
  public int scaledInt(int bound) {
    return (int) nextDouble(0, bound);
  }

  /**
   * Uniform in 0 … bound-1, without bias: numbers beyond the largest multiple of the bound are
   * drawn again.
   *
   * @throws IllegalArgumentException for a bound below 1
   */
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("expected a bound of at least 1, found " + bound);
    }
    if ((bound & bound - 1) == 0) {
      return nextInt() & bound - 1;
    }
    int drawn = nextInt() >>> 1;
    int rest = drawn % bound;
    while (drawn - rest + (bound - 1) < 0) {
      drawn = nextInt() >>> 1;
      rest = drawn % bound;
    }
    return rest;
  }

  /** Uniform in all 32-bit numbers, by a mix of its own. */
  private int nextInt() {
    long z = advance();
    z = (z ^ (z >>> 33)) * 0x62A9D9ED799705F5L;
    return (int) ((z ^ (z >>> 28)) * 0xCB24D0A5C88C35B3L >>> 32);
  }

  private long advance() {
    state += GOLDEN_GAMMA;
    return state;
  }

  /** The generator's finalizer, in which every bit of the value reaches every bit of the result. */
  public static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
