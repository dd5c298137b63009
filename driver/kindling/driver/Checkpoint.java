package kindling.driver;

import java.util.ArrayList;
import java.util.List;
import kindling.model.Scores;

/**
 * Everything that training goes on from after a round.
 *
 * @param epoch finished epochs
 * @param soFar of the next epoch
 * @param state weights, then the optimizer's state if it is averaged; see {@link
 *     TrainingSpec#stateSize}
 * @param mean of the weights so far, where one is kept
 * @param metrics of the finished epochs, in order
 */
record Checkpoint(
    int epoch, EpochSoFar soFar, float[] state, MeanWeights mean, List<EpochMetrics> metrics) {
  Checkpoint afterRound(float[] next, Scores training, double seconds) {
    return new Checkpoint(epoch, soFar.after(training, seconds), next, mean, metrics);
  }

  Checkpoint afterEpoch(EpochMetrics of) {
    List<EpochMetrics> all = new ArrayList<>(metrics);
    all.add(of);
    int classes = soFar.training().confusion().length;
    return new Checkpoint(epoch + 1, EpochSoFar.none(classes), state, mean, List.copyOf(all));
  }

  Checkpoint with(MeanWeights other) {
    return new Checkpoint(epoch, soFar, state, other, metrics);
  }

  /** The same with other weights in the state. */
  Checkpoint with(float[] weights) {
    float[] other = state.clone();
    System.arraycopy(weights, 0, other, 0, weights.length);
    return new Checkpoint(epoch, soFar, other, mean, metrics);
  }

  /**
   * The name of its folder: {@code epoch-0002}, or {@code epoch-0002-round-00016} within the third.
   */
  String name() {
    String finished = String.format("epoch-%04d", epoch);
    return soFar.rounds() == 0 ? finished : finished + String.format("-round-%05d", soFar.rounds());
  }
}
