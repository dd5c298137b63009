package kindling.driver.train.round;

import java.io.Serializable;
import kindling.driver.run.metrics.WorkerTimes;
import kindling.driver.train.wire.Values;
import kindling.model.scores.ScoreSums;

/**
 * One worker's part of one slice of the average, on its way from a worker to a merge task.
 *
 * @param examples that the worker saw in this round: its weight in the mean
 * @param values of the slice; empty when the worker diverged
 * @param scores of the worker's training batches; with slice 0 only
 * @param divergence null when every loss was finite
 * @param times of the worker; with slice 0 only
 */
record Contribution(
    int worker,
    long examples,
    Values values,
    ScoreSums scores,
    Divergence divergence,
    WorkerTimes times)
    implements Serializable {}
