package kindling.data;

import static kindling.data.SplitMix64.GOLDEN_GAMMA;

/**
 * Seeds of independent random streams, derived from a run's seed; the same on every machine.
 *
 * <p>Mixing is the finalizer of {@link SplitMix64}, chained over the parts.
 */
public final class Seeds {
  public static final long VALIDATION_CUT = 0x64617461_0001L;
  public static final long TEST_CUT = 0x64617461_0002L;
  public static final long DEAL = 0x64617461_0003L;
  public static final long ORDER = 0x64617461_0004L;
  public static final long AUGMENTATION = 0x64617461_0005L;
  public static final long MIXING = 0x64617461_0006L;
  public static final long FEW_EXAMPLES = 0x64617461_0010L;
  public static final long CHANNEL_SAMPLE = 0x64617461_0011L;
  public static final long SIZE_SAMPLE = 0x64617461_0012L;
  public static final long PREPARED_ORDER = 0x64617461_0020L;
  public static final long BOOTSTRAP = 0x64617461_0030L;

  private Seeds() {}

  /** Mixes the parts, in order, into one seed; every bit of every part matters. */
  public static long of(long... parts) {
    long state = SplitMix64.mix(GOLDEN_GAMMA * (parts.length + 1));
    for (long part : parts) {
      long mixed = SplitMix64.mix(part + GOLDEN_GAMMA);
      state = SplitMix64.mix(state + GOLDEN_GAMMA + mixed);
    }
    return state;
  }

  /** A uniformly drawn order of 0 … n-1 (Fisher–Yates). */
  public static int[] permutation(int n, long seed) {
    SplitMix64 random = new SplitMix64(seed);
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
