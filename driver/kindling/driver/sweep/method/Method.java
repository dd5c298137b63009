package kindling.driver.sweep.method;

import java.util.Optional;

/** Decides which trial is trained next and how far. A pure function of what it is told. */
public sealed interface Method permits WholeTrials, Halving, Asha {
  /** The next job; nothing until more is known, or, where all is known, at the end. */
  Optional<Job> next(JobHistory history);
}
