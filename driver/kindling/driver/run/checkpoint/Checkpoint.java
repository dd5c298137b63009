package kindling.driver.run.checkpoint;

import java.util.Locale;
import kindling.driver.run.metrics.EpochMetrics;
import kindling.driver.run.metrics.History;
import kindling.model.averaging.MeanWeights;
import kindling.model.scores.ScoreSums;

/**
 * Everything that training goes on from after a round.
 *
 * @param epoch finished epochs
 * @param soFar of the next epoch
 * @param state weights, then the optimizer's state if it is averaged; see {@link
 *     kindling.model.averaging.StateLayout}
 * @param driver what the driver keeps beside it
 * @param mean of the weights so far, where one is kept
 * @param history of the finished epochs
 */
public record Checkpoint(
    int epoch,
    EpochSoFar soFar,
    float[] state,
    DriverState driver,
    MeanWeights mean,
    History history) {
  /** The same a round later, within the same epoch. */
  public Checkpoint afterRound(float[] next, DriverState kept, ScoreSums training, double seconds) {
    return new Checkpoint(epoch, soFar.after(training, seconds), next, kept, mean, history);
  }

  /** The same with its epoch finished. */
  public Checkpoint afterEpoch(EpochMetrics of) {
    return new Checkpoint(epoch + 1, EpochSoFar.NONE, state, driver, mean, history.plus(of));
  }

  /** The same with another mean of the weights. */
  public Checkpoint with(MeanWeights other) {
    return new Checkpoint(epoch, soFar, state, driver, other, history);
  }

  /** The same with another state, or with other weights at its beginning. */
  public Checkpoint with(float[] begin) {
    float[] other = state.clone();
    System.arraycopy(begin, 0, other, 0, begin.length);
    return new Checkpoint(epoch, soFar, other, driver, mean, history);
  }

  /** The name of the folder of the checkpoint after an epoch. */
  public static String name(int epoch) {
    return String.format(Locale.ROOT, "epoch-%04d", epoch);
  }

  /**
   * The name of its folder: {@code epoch-0002}, or {@code epoch-0002-round-00016} within the third.
   */
  public String name() {
    String finished = name(epoch);
    return soFar.rounds() == 0
        ? finished
        : finished + String.format(Locale.ROOT, "-round-%05d", soFar.rounds());
  }
}
