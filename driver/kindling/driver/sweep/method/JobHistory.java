package kindling.driver.sweep.method;

import java.util.List;

/**
 * How far a search is.
 *
 * @param begun its jobs, in the order in which they were decided
 * @param known the outcomes of the first of them, in the same order
 */
public record JobHistory(List<Job> begun, List<Outcome> known) {
  int trials() {
    return begun.stream().mapToInt(Job::trial).max().orElse(0);
  }

  boolean hasBegun(Job job) {
    return begun.contains(job);
  }

  List<Outcome> knownAt(int epochs) {
    return known.stream().filter(outcome -> outcome.job().epochs() == epochs).toList();
  }
}
