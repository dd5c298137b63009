package kindling.driver.sweep.method;

import java.util.Comparator;

/**
 * What came of a job.
 *
 * @param score the higher the better
 */
public record Outcome(Job job, double score) {
  /** Of training that diverged, or settings that do not go together. */
  public static final double WORST = Double.NEGATIVE_INFINITY;

  /** The best first, the earlier trial of equals. */
  public static final Comparator<Outcome> BEST_FIRST =
      Comparator.comparingDouble(Outcome::score)
          .reversed()
          .thenComparingInt(outcome -> outcome.job().trial());

  public boolean failed() {
    return score == WORST;
  }
}
