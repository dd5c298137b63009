package kindling.driver.run;

import java.util.List;
import java.util.Optional;
import kindling.driver.config.settings.RunSettings;
import kindling.driver.config.training.ValidationMetric;
import kindling.driver.run.checkpoint.Checkpoint;
import kindling.driver.run.metrics.History;
import org.apache.hadoop.fs.Path;

/**
 * Which checkpoints stay in a run's folder.
 *
 * @param newest so many of the newest
 * @param best also that of the epoch that is best by this metric
 */
public record Retention(int newest, Optional<ValidationMetric> best) {
  /**
   * As a run is told.
   *
   * @param metric that the best epoch is best by
   */
  public static Retention of(RunSettings run, ValidationMetric metric) {
    return new Retention(
        run.keepCheckpoints(),
        Optional.of(metric)
            .filter(m -> run.keepBest() || run.finalWeights() == RunSettings.FinalWeights.BEST));
  }

  /**
   * Those that may go.
   *
   * @param checkpoints that there are, the newest first
   * @param history of the finished epochs
   */
  List<Path> expired(List<Path> checkpoints, History history) {
    String kept =
        best.map(metric -> Checkpoint.name(metric.best(history.values(metric)))).orElse("");
    return checkpoints.stream()
        .skip(newest)
        .filter(checkpoint -> !checkpoint.getName().equals(kept))
        .toList();
  }
}
