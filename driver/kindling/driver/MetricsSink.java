package kindling.driver;

import java.io.IOException;
import java.util.List;

/**
 * Somewhere beside metrics.jsonl that a run's metrics go to. What a sink throws is a warning and
 * stops nothing. Lives on the driver.
 */
interface MetricsSink {
  /**
   * Takes what an epoch brought.
   *
   * @param rounds of the epoch, those taken since this driver started
   */
  void epoch(EpochMetrics metrics, List<RoundLine> rounds) throws IOException;

  /** Takes the result; the run is finished. */
  void finished(TrainResult result) throws IOException;
}
