package kindling.data.augment;

import kindling.data.SplitMix64;

/**
 * The symmetric beta distribution Beta(α, α) on [0,1], by rejection of pairs of powers (Jöhnk,
 * "Erzeugung von betaverteilten und gammaverteilten Zufallszahlen", 1964), in logarithms so that a
 * small α does not underflow. Draws 4^α pairs or so; StrictMath, so that every machine gives the
 * same bits.
 */
final class BetaDistribution {
  private BetaDistribution() {}

  static double draw(double alpha, SplitMix64 random) {
    while (true) {
      double x = StrictMath.log(1 - random.nextDouble()) / alpha;
      double y = StrictMath.log(1 - random.nextDouble()) / alpha;
      double most = Math.max(x, y);
      if (StrictMath.exp(x) + StrictMath.exp(y) <= 1) {
        double one = StrictMath.exp(x - most);
        return one / (one + StrictMath.exp(y - most));
      }
    }
  }
}
