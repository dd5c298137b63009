package kindling.driver.train.wire;

import kindling.data.SplitMix64;

/** How a number becomes a whole one. */
interface Rounding {
  /** To the nearest. */
  Rounding NEAREST = (value, index) -> Math.round((double) value);

  /**
   * The whole number that stands for a value.
   *
   * @param index of the value among its kind
   */
  long whole(float value, int index);

  /**
   * Up or down at random, so that the expected value is the value (Alistarh et al., QSGD, 2017,
   * section 3.1). What is drawn depends on seed and index alone.
   *
   * @param first index of the value with index 0 in what the seed is for
   */
  static Rounding stochastic(long seed, int first) {
    return (value, index) -> {
      long place = SplitMix64.GOLDEN_GAMMA * ((long) first + index);
      return (long) Math.floor(value + new SplitMix64(seed + place).nextDouble());
    };
  }
}
