package kindling.driver.train.round;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import kindling.driver.run.metrics.WorkerTimes;
import kindling.driver.run.metrics.WorkersTimes;
import kindling.driver.train.wire.Values;
import kindling.model.scores.ScoreSums;

/**
 * The example-weighted mean of one slice over the workers. Sums are in double, in the order of the
 * workers, and divided once, so that the bits do not depend on where or when the parts arrived.
 *
 * @param values mean; empty when a worker diverged
 * @param scores of all workers, with slice 0 only
 * @param diverged the first worker whose loss was not finite, or -1
 * @param divergence of that worker, or null
 * @param times of all workers, with slice 0 only
 */
record SliceMean(
    Values values, ScoreSums scores, int diverged, Divergence divergence, WorkersTimes times)
    implements Serializable {

  /** Merges contributions that come in worker order. Runs on an executor. */
  static SliceMean of(Iterator<Contribution> contributions) {
    double[] sum = null;
    Values last = Values.NONE;
    long examples = 0;
    ScoreSums scores = null;
    List<WorkerTimes> times = new ArrayList<>();
    while (contributions.hasNext()) {
      Contribution next = contributions.next();
      if (next.divergence() != null) {
        return new SliceMean(Values.NONE, null, next.worker(), next.divergence(), null);
      }
      if (next.scores() != null) {
        scores = scores == null ? next.scores() : scores.plus(next.scores());
      }
      if (next.times() != null) {
        times.add(next.times());
      }
      if (next.examples() > 0) {
        last = next.values();
        float[] values = last.floats();
        sum = sum == null ? new double[values.length] : sum;
        add(sum, values, next.examples());
        examples += next.examples();
      }
    }
    if (sum == null) {
      throw new IllegalStateException("a round without a single example");
    }
    return new SliceMean(
        last.mean(divided(sum, examples)),
        scores,
        -1,
        null,
        times.isEmpty() ? null : WorkersTimes.of(times));
  }

  private static void add(double[] sum, float[] values, double weight) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += weight * values[i];
    }
  }

  private static float[] divided(double[] sum, double total) {
    float[] mean = new float[sum.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sum[i] / total);
    }
    return mean;
  }
}
