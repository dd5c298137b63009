package kindling.driver.sweep.method;

import java.util.Optional;

/** Trains every trial to its end. */
public record WholeTrials(int trials) implements Method {
  @Override
  public Optional<Job> next(JobHistory history) {
    return history.trials() < trials
        ? Optional.of(new Job(history.trials() + 1, Job.TO_THE_END))
        : Optional.empty();
  }
}
