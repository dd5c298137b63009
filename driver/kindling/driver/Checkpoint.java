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
 * @param metrics of the finished epochs, in order
 */
record Checkpoint(int epoch, EpochSoFar soFar, float[] state, List<EpochMetrics> metrics) {
  Checkpoint afterRound(float[] next, Scores training, double seconds) {
    return new Checkpoint(epoch, soFar.after(training, seconds), next, metrics);
  }

  Checkpoint afterEpoch(EpochMetrics of) {
    List<EpochMetrics> all = new ArrayList<>(metrics);
    all.add(of);
    int classes = soFar.training().confusion().length;
    return new Checkpoint(epoch + 1, EpochSoFar.none(classes), state, List.copyOf(all));
  }

  /**
   * The name of its folder: {@code epoch-0002}, or {@code epoch-0002-round-00016} within the third.
   */
  String name() {
    String finished = String.format("epoch-%04d", epoch);
    return soFar.rounds() == 0 ? finished : finished + String.format("-round-%05d", soFar.rounds());
  }
}
