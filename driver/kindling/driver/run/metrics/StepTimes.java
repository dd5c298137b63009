package kindling.driver.run.metrics;

import java.io.Serializable;

/**
 * Where a worker's time of one round went, or its sum over workers; in nanoseconds.
 *
 * @param fetch until the state was there
 * @param replica until a live network was there: nothing when an idle one is taken, else its
 *     building
 * @param input the steps' waits for their batches
 * @param engine forward and backward
 * @param optimizer updates of the weights
 * @param all from the worker's start to its result; what the other five leave is the copying of
 *     weights and the scores
 */
public record StepTimes(long fetch, long replica, long input, long engine, long optimizer, long all)
    implements Serializable {
  static final StepTimes NONE = new StepTimes(0, 0, 0, 0, 0, 0);

  StepTimes plus(StepTimes other) {
    return new StepTimes(
        fetch + other.fetch,
        replica + other.replica,
        input + other.input,
        engine + other.engine,
        optimizer + other.optimizer,
        all + other.all);
  }
}
