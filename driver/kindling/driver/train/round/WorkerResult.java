package kindling.driver.train.round;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import kindling.driver.run.metrics.WorkerTimes;
import kindling.driver.train.wire.Values;
import kindling.driver.train.wire.Wire;
import kindling.model.scores.ScoreSums;

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
    int worker, ScoreSums scores, float[] state, Divergence divergence, WorkerTimes times) {
  static WorkerResult diverged(int worker, Divergence divergence) {
    return new WorkerResult(worker, null, new float[0], divergence, null);
  }

  /**
   * Cut for the shuffle, as the wire has it.
   *
   * @param start state that the worker's steps started from
   * @param seed of this worker in this round
   */
  List<Contribution> slices(int count, Wire wire, float[] start, long seed) {
    List<Values> values =
        divergence == null
            ? wire.returned(start, state, count, seed)
            : Collections.nCopies(count, Values.NONE);
    List<Contribution> slices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      slices.add(
          new Contribution(
              worker,
              divergence == null ? scores.count() : 0,
              values.get(i),
              i == 0 ? scores : null,
              divergence,
              i == 0 ? times : null));
    }
    return slices;
  }
}
