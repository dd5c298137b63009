package kindling.driver.report;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kindling.driver.run.RoundLine;
import kindling.driver.run.TrainResult;
import kindling.driver.run.metrics.EpochMetrics;

/**
 * Somewhere beside metrics.jsonl that a run's metrics go to. What a sink throws is a warning and
 * stops nothing. Lives on the driver.
 */
public interface MetricsSink {
  /** The run begins, or goes on. */
  default void started() throws IOException {}

  /**
   * Takes what an epoch brought.
   *
   * @param rounds of the epoch, in order
   * @param roundsBefore of the run before the epoch
   */
  void epoch(EpochMetrics metrics, List<RoundLine> rounds, long roundsBefore) throws IOException;

  /** Takes the result; the run is finished. */
  void finished(TrainResult result) throws IOException;

  /** The run is left as it is, perhaps to a later start. */
  default void suspended() throws IOException {}

  /** The run ends without a result. */
  default void failed() throws IOException {}

  /** An epoch's figures by their names. */
  static Map<String, Double> scalars(EpochMetrics metrics) {
    Map<String, Double> scalars = new LinkedHashMap<>();
    scalars.put("training/loss", metrics.training().loss());
    scalars.put("training/accuracy", metrics.training().top1());
    scalars.put("validation/loss", metrics.validation().loss());
    scalars.put("validation/accuracy", metrics.validation().top1());
    scalars.put("validation/calibration_error", metrics.validation().calibrationError());
    scalars.put("accuracy_gap", metrics.accuracyGap());
    scalars.put("learning_rate", metrics.learningRate());
    scalars.put("training_examples_per_second", metrics.trainingExamplesPerSecond());
    if (metrics.trainingSize() != null) {
      scalars.put("training_size", metrics.trainingSize().doubleValue());
    }
    return scalars;
  }

  /** A result's figures by their names. */
  static Map<String, Double> scalars(TrainResult result) {
    Map<String, Double> scalars = new LinkedHashMap<>();
    scalars.put("test/loss", result.testLoss());
    scalars.put("test/accuracy", result.testAccuracy());
    return scalars;
  }
}
