package kindling.driver.sweep.method;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Successive halving (Jamieson and Talwalkar, "Non-stochastic Best Arm Identification and
 * Hyperparameter Optimization", 2016, figure 3): all trials reach a rung before the best of them,
 * and at least one, go on.
 */
public record Halving(Rungs rungs, int trials) implements Method {
  @Override
  public Optional<Job> next(JobHistory history) {
    List<Integer> chosen = IntStream.rangeClosed(1, trials).boxed().toList();
    int count = trials;
    for (int epochs : rungs.epochs()) {
      Optional<Job> job =
          chosen.stream()
              .map(trial -> new Job(trial, epochs))
              .filter(candidate -> !history.hasBegun(candidate))
              .findFirst();
      List<Outcome> known = history.knownAt(epochs);
      if (job.isPresent() || known.size() < chosen.size()) {
        return job;
      }
      count = Math.max(1, count / rungs.reduction());
      chosen = rungs.best(known, count).stream().map(outcome -> outcome.job().trial()).toList();
    }
    return Optional.empty();
  }
}
