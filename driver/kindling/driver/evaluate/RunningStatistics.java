package kindling.driver.evaluate;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import kindling.data.Seeds;
import kindling.data.batch.Batch;
import kindling.data.batch.BatchSource;
import kindling.driver.cluster.FrozenPart;
import kindling.driver.cluster.Replicas;
import kindling.driver.dataset.OrderedMerge;
import kindling.driver.dataset.Prefetch;
import kindling.driver.dataset.WorkerShard;
import kindling.model.architecture.WeightsLayout;
import kindling.model.engine.BatchStatistics;
import kindling.model.engine.Engine;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Estimates batch normalization's running statistics anew: the example-weighted mean over training
 * batches of an epoch, every worker its own, merged in worker order (Izmailov et al., Averaging
 * Weights Leads to Wider Optima and Better Generalization, 2018, section 3.2). Lives on the driver.
 *
 * @param spec of the network that is trained
 * @param frozen what the batches pass through before
 */
public record RunningStatistics(
    JavaSparkContext spark, JavaRDD<WorkerShard> shards, ForwardSpec spec, FrozenPart frozen) {

  /**
   * A state with its running statistics estimated on the first batches of an epoch.
   *
   * @param state weights and what may follow them, not changed
   * @param batches of each worker, at most
   */
  public float[] into(float[] state, int epoch, int batches) {
    float[] estimated = state.clone();
    WeightsLayout layout = spec.network().architecture().layout();
    int buffers = layout.buffers();
    int size = layout.parameters() + buffers;
    if (buffers == 0) {
      return estimated;
    }
    spark.setJobDescription("estimating running statistics");
    Broadcast<float[]> sent = spark.broadcast(Arrays.copyOf(state, size));
    try {
      float[] mean = job(shards, spec, frozen, sent, epoch, batches);
      System.arraycopy(mean, 0, estimated, size - buffers, buffers);
      return estimated;
    } finally {
      sent.destroy(true);
    }
  }

  /** Static, so that the tasks carry nothing of the driver's. */
  private static float[] job(
      JavaRDD<WorkerShard> shards,
      ForwardSpec spec,
      FrozenPart frozen,
      Broadcast<float[]> weights,
      int epoch,
      int batches) {
    return OrderedMerge.run(
            shards,
            1,
            shard -> List.of(sum(shard, spec, frozen, weights.value(), epoch, batches)),
            RunningStatistics::mean,
            OrderedMerge.Cleaning.AWAITED)
        .get(0);
  }

  /** One worker's batches: each statistic times its examples, summed. Runs on an executor. */
  private static Sum sum(
      WorkerShard shard,
      ForwardSpec spec,
      FrozenPart frozen,
      float[] weights,
      int epoch,
      int batches) {
    BatchSource reader =
        spec.batches().source(shard.shard(), Seeds.of(spec.batches().seed(), shard.worker()));
    int count = Math.min(batches, spec.batches().plan(shard.shard().size()).batches());
    try (Prefetch cut =
        new Prefetch(0, count, i -> reader.training(epoch, spec.batches().batchSize(), i))) {
      return frozen.with(
          spec.network().engine(),
          features ->
              Replicas.with(
                  spec.network().engine(),
                  spec.network().architecture(),
                  engine -> sum(engine, features, weights, cut)));
    }
  }

  private static Sum sum(
      Engine engine, UnaryOperator<Batch> features, float[] weights, Prefetch batches) {
    BatchStatistics statistics = engine.statistics(weights);
    Sum sum = new Sum(new double[0], 0);
    while (batches.hasNext()) {
      Batch batch = batches.next();
      float[] found = statistics.of(features.apply(batch));
      double[] scaled = new double[found.length];
      for (int i = 0; i < scaled.length; i++) {
        scaled[i] = (double) batch.size() * found[i];
      }
      sum = sum.plus(new Sum(scaled, batch.size()));
    }
    return sum;
  }

  private static float[] mean(Iterator<Sum> inWorkerOrder) {
    Sum sum = new Sum(new double[0], 0);
    while (inWorkerOrder.hasNext()) {
      sum = sum.plus(inWorkerOrder.next());
    }
    float[] mean = new float[sum.values.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sum.values[i] / sum.examples);
    }
    return mean;
  }

  /**
   * A sum over examples.
   *
   * @param values empty where there are no examples
   */
  private record Sum(double[] values, long examples) implements Serializable {
    Sum plus(Sum next) {
      if (examples == 0) {
        return next;
      }
      double[] all = values.clone();
      for (int i = 0; i < next.values.length; i++) {
        all[i] += next.values[i];
      }
      return new Sum(all, examples + next.examples);
    }
  }
}
