package kindling.driver.sweep;

import java.util.Locale;
import java.util.Optional;
import kindling.data.DataException;
import kindling.driver.cluster.TaskFailure;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import kindling.driver.train.round.DivergedException;
import kindling.model.weights.WeightsException;

/**
 * Which failures of one of many runs are its own, so that the others go on. Lives on the driver.
 */
public final class RunFailures {
  private RunFailures() {}

  /**
   * The failure where it is this run's own: settings that do not go together, training that
   * diverges, data that the other runs do not read.
   *
   * @param run its settings
   * @param shared the settings that all runs vary
   */
  public static Optional<RuntimeException> own(Throwable failure, Settings run, Settings shared) {
    Throwable cause = TaskFailure.cause(failure);
    if (cause instanceof ConfigurationException || cause instanceof DivergedException) {
      return Optional.of((RuntimeException) cause);
    }
    boolean ofData = cause instanceof DataException || cause instanceof WeightsException;
    return ofData && !sameData(run, shared)
        ? Optional.of((RuntimeException) cause)
        : Optional.empty();
  }

  /**
   * What ends a sweep of whose runs none could be trained.
   *
   * @param runs how many there were
   * @param why the last one failed
   * @param last of whose kind it is; of runs of an earlier start nothing but the words is left
   */
  public static RuntimeException noneTrained(
      int runs, String why, Optional<RuntimeException> last, String advice) {
    String message =
        String.format(
            Locale.ROOT,
            "none of the %d runs could be trained; the last: %s. %s",
            runs,
            why,
            advice);
    if (last.filter(ConfigurationException.class::isInstance).isPresent()) {
      return new ConfigurationException(message);
    }
    boolean diverged = last.isEmpty() || last.get() instanceof DivergedException;
    return diverged ? new DivergedException(message) : new DataException(message);
  }

  private static boolean sameData(Settings run, Settings shared) {
    return run.input().equals(shared.input())
        && run.workload().workers() == shared.workload().workers()
        && run.network().transfer().from().equals(shared.network().transfer().from());
  }
}
