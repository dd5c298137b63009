package kindling.driver.sweep.method;

import java.util.List;
import java.util.Optional;

/**
 * Asynchronous successive halving (Li, Jamieson, Rostamizadeh, Gonina, Hardt, Recht and Talwalkar,
 * "A System for Massively Parallel Hyperparameter Tuning", 2020, algorithm 2): a trial among the
 * best of a rung's known ones goes on at once, the highest rung first; where none does, a new trial
 * begins.
 */
public record Asha(Rungs rungs, int trials) implements Method {
  @Override
  public Optional<Job> next(JobHistory history) {
    for (int rung = rungs.epochs().size() - 2; rung >= 0; rung--) {
      int further = rungs.epochs().get(rung + 1);
      List<Outcome> known = history.knownAt(rungs.epochs().get(rung));
      Optional<Job> promoted =
          rungs.best(known, known.size() / rungs.reduction()).stream()
              .map(outcome -> new Job(outcome.job().trial(), further))
              .filter(job -> !history.hasBegun(job))
              .findFirst();
      if (promoted.isPresent()) {
        return promoted;
      }
    }
    return history.trials() < trials
        ? Optional.of(new Job(history.trials() + 1, rungs.epochs().get(0)))
        : Optional.empty();
  }
}
