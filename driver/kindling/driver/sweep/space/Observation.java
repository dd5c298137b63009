package kindling.driver.sweep.space;

import java.util.Comparator;
import java.util.SortedMap;
import kindling.driver.sweep.method.Outcome;

/**
 * A point that was tried.
 *
 * @param trial counted from 1
 * @param score the higher the better; {@link Outcome#WORST} where training failed
 */
public record Observation(int trial, SortedMap<String, String> point, double score) {
  /** The best first, the earlier one of equals. */
  static final Comparator<Observation> BEST_FIRST =
      Comparator.comparingDouble(Observation::score)
          .reversed()
          .thenComparingInt(Observation::trial);
}
