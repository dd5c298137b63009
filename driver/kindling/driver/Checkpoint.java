package kindling.driver;

import java.util.ArrayList;
import java.util.List;

/**
 * Everything that training goes on from after an epoch.
 *
 * @param epoch finished epochs
 * @param state weights, then the optimizer's state if it is averaged; see {@link
 *     TrainingSpec#stateSize}
 * @param metrics of the finished epochs, in order
 */
record Checkpoint(int epoch, float[] state, List<EpochMetrics> metrics) {
  Checkpoint after(float[] next, EpochMetrics of) {
    List<EpochMetrics> all = new ArrayList<>(metrics);
    all.add(of);
    return new Checkpoint(epoch + 1, next, List.copyOf(all));
  }
}
