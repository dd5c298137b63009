package kindling.model.scores;

import java.util.BitSet;
import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * Whether two networks that were scored on the same examples differ: McNemar's test in its exact
 * form, two-sided.
 *
 * <p>After McNemar, "Note on the sampling error of the difference between correlated proportions or
 * percentages", 1947, and Dietterich, "Approximate Statistical Tests for Comparing Supervised
 * Classification Learning Algorithms", 1998, section 3.1.
 *
 * @param onlyFirst examples that the first alone predicts right
 * @param onlySecond examples that the second alone predicts right
 */
public record McNemar(long onlyFirst, long onlySecond) {
  /** Of the ids of the examples that each predicts right. */
  public static McNemar of(BitSet first, BitSet second) {
    return new McNemar(without(first, second), without(second, first));
  }

  private static long without(BitSet these, BitSet those) {
    BitSet rest = (BitSet) these.clone();
    rest.andNot(those);
    return rest.cardinality();
  }

  /**
   * How often networks that are equally good would differ by as much or more, from 0 to 1; 1 where
   * they are right on the same examples.
   */
  public double probability() {
    int differing = Math.toIntExact(onlyFirst + onlySecond);
    if (differing == 0) {
      return 1;
    }
    int fewer = (int) Math.min(onlyFirst, onlySecond);
    return Math.min(
        1, 2 * new BinomialDistribution(null, differing, 0.5).cumulativeProbability(fewer));
  }
}
