package kindling.driver.sweep.search;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import kindling.driver.sweep.method.Outcome;

/**
 * What came of a job of a search: a line of trials.jsonl.
 *
 * @param job counted from 1, in the order in which they were decided
 * @param trial counted from 1
 * @param rung how often it has been let go on, 0 at first
 * @param settings the searched ones
 * @param epochs trained so far
 * @param accuracies top-1 on the validation split after each of them, from 0 to 1
 * @param failure why it does not count, or null
 * @param seconds of this job, data reading included
 */
public record TrialResult(
    int job,
    int trial,
    int rung,
    SortedMap<String, String> settings,
    int epochs,
    List<Double> accuracies,
    String failure,
    double seconds) {
  /** The furthest first, of those the best, of equals the earliest. */
  public static final Comparator<TrialResult> BEST_FIRST =
      Comparator.<TrialResult>comparingInt(result -> result.failure() == null ? 0 : 1)
          .thenComparing(Comparator.comparingInt(TrialResult::rung).reversed())
          .thenComparing(Comparator.comparingDouble(TrialResult::score).reversed())
          .thenComparingInt(TrialResult::trial);

  public TrialResult {
    settings = new TreeMap<>(settings);
    accuracies = List.copyOf(accuracies);
  }

  /** The last validation accuracy; the worst score of all where training failed. */
  @JsonIgnore
  public double score() {
    return failure != null || accuracies.isEmpty()
        ? Outcome.WORST
        : accuracies.get(accuracies.size() - 1);
  }
}
