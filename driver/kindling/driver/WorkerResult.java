package kindling.driver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kindling.model.Scores;

/**
 * What a worker brings out of a round.
 *
 * @param scores of the training batches, as they were when their step was taken; null when the
 *     worker diverged
 * @param state after the last step; empty when the worker diverged
 * @param divergence null when every loss was finite
 * @param times beside the result, which does not depend on them; null when the worker diverged
 */
record WorkerResult(
    int worker, Scores scores, float[] state, Divergence divergence, WorkerTimes times) {
  static WorkerResult diverged(int worker, Divergence divergence) {
    return new WorkerResult(worker, null, new float[0], divergence, null);
  }

  /** Cut for the shuffle: contiguous slices whose sizes differ by at most one. */
  List<Contribution> slices(int count) {
    List<Contribution> slices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] slice =
          Arrays.copyOfRange(
              state,
              (int) ((long) state.length * i / count),
              (int) ((long) state.length * (i + 1) / count));
      slices.add(
          new Contribution(
              worker,
              divergence == null ? scores.count() : 0,
              slice,
              i == 0 ? scores : null,
              divergence,
              i == 0 ? times : null));
    }
    return slices;
  }
}
