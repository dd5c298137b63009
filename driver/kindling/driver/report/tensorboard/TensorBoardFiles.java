package kindling.driver.report.tensorboard;

import java.util.List;
import java.util.Locale;
import kindling.driver.report.MetricsSink;
import kindling.driver.run.RoundLine;
import kindling.driver.run.RunFolder;
import kindling.driver.run.TrainResult;
import kindling.driver.run.metrics.EpochMetrics;

/**
 * TensorBoard's view of a run: an event file for each epoch in the run folder's {@code
 * tensorboard}. An epoch that a resumed run takes again replaces its file.
 *
 * <p>Steps are epochs, but those of {@code rounds/...}, which are rounds counted from the run's
 * start.
 */
public record TensorBoardFiles(RunFolder folder) implements MetricsSink {
  @Override
  public void epoch(EpochMetrics metrics, List<RoundLine> rounds, long roundsBefore) {
    EventFile file = new EventFile(System.currentTimeMillis() / 1e3);
    for (RoundLine round : rounds) {
      long step = roundsBefore + round.round();
      file.add(step, "rounds/loss", round.loss());
      file.add(step, "rounds/accuracy", round.top1());
      file.add(step, "rounds/learning_rate", round.learningRate());
      file.add(step, "rounds/seconds", round.seconds());
    }
    MetricsSink.scalars(metrics).forEach((name, value) -> file.add(metrics.epoch(), name, value));
    folder.write(
        String.format(Locale.ROOT, "tensorboard/events.out.tfevents.epoch-%04d", metrics.epoch()),
        file.bytes());
  }

  @Override
  public void finished(TrainResult result) {
    EventFile file = new EventFile(System.currentTimeMillis() / 1e3);
    MetricsSink.scalars(result).forEach((name, value) -> file.add(result.epochs(), name, value));
    folder.write("tensorboard/events.out.tfevents.test", file.bytes());
  }

  @Override
  public String toString() {
    return "tensorboard";
  }
}
