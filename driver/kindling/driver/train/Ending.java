package kindling.driver.train;

import java.util.List;
import java.util.Optional;
import kindling.driver.cluster.Console;
import kindling.driver.config.settings.RunSettings;
import kindling.driver.config.settings.Settings;
import kindling.driver.config.training.EarlyStopping;
import kindling.driver.config.training.ValidationMetric;
import kindling.driver.run.RunFolder;
import kindling.driver.run.TrainResult;
import kindling.driver.run.checkpoint.Checkpoint;
import kindling.driver.run.folder.RunFolderException;
import kindling.model.scores.Scores;

/**
 * How training ended. Lives on the driver.
 *
 * @param last checkpoint
 * @param chosen the checkpoint whose weights are final
 * @param bestEpoch by the metric of early stopping, else by validation accuracy
 * @param stopped why it ended early, or null
 * @param stepsPerRound that was chosen by measured cost, or null
 */
record Ending(
    Checkpoint last, Checkpoint chosen, int bestEpoch, String stopped, Integer stepsPerRound) {

  /**
   * The ending of a run.
   *
   * @throws RunFolderException where the best epoch's checkpoint is asked for and not whole
   */
  static Ending of(
      Checkpoint last,
      Settings settings,
      RunFolder folder,
      Optional<RoundCost> cost,
      Console console) {
    EarlyStopping stopping = settings.scoring().earlyStopping();
    List<Double> figures = last.history().values(stopping.judge());
    int best = stopping.judge().best(figures);
    Optional<String> stopped =
        stopping.reason(figures).filter(reason -> last.epoch() < settings.workload().epochs());
    stopped.ifPresent(reason -> console.remark("stopped early: %s", reason));
    boolean bestIsFinal = settings.run().finalWeights() == RunSettings.FinalWeights.BEST;
    if (bestIsFinal) {
      console.remark("the final weights are those of epoch %d, the best", best);
    }
    return new Ending(
        last,
        bestIsFinal && best != last.epoch() ? folder.of(best) : last,
        best,
        stopped.orElse(null),
        cost.map(RoundCost::stepsPerRound).orElse(null));
  }

  /**
   * What the run reports.
   *
   * @param run the run folder
   * @param test scores of the chosen checkpoint's weights
   * @param sha256 of the file that they were written to
   * @param seconds of wall clock, data reading included
   */
  TrainResult result(String run, String engine, Scores test, String sha256, double seconds) {
    return new TrainResult(
        run,
        engine,
        last.epoch(),
        last.history().value(chosen.epoch(), ValidationMetric.ACCURACY),
        last.history().value(chosen.epoch(), ValidationMetric.LOSS),
        test.top1(),
        test.top5(),
        test.loss(),
        chosen.epoch(),
        bestEpoch,
        stopped,
        stepsPerRound,
        sha256,
        seconds);
  }
}
