package kindling.driver;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import kindling.data.Batch;
import kindling.data.BatchSource;
import kindling.data.Batches;
import kindling.data.Seeds;
import kindling.model.Architecture;
import kindling.model.Engine;
import kindling.model.Layer;
import kindling.model.Node;
import kindling.model.Tensor;
import kindling.model.WeightsLayout;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Batch normalization's running statistics, estimated anew for given weights: the mean of the
 * statistics of some training batches, weighted by their examples (Izmailov et al., Averaging
 * Weights Leads to Wider Optima and Better Generalization, 2018, section 3.2; PyTorch's {@code
 * update_bn}). Each worker takes the first batches of its epoch, and sums are merged in worker
 * order, so that the bits do not depend on the cluster. Lives on the driver.
 *
 * @param spec of the network that is trained, behind {@code frozen}
 */
record NormStatistics(
    JavaSparkContext spark,
    JavaRDD<WorkerShard> shards,
    Broadcast<TrainingSpec> spec,
    FrozenPart frozen) {

  /**
   * The state with other running statistics in it; all else stays.
   *
   * @param epoch whose batches are taken, counted from 1
   * @param batches of each worker, at most
   * @param state of the network that is trained: weights first
   */
  float[] estimated(int epoch, int batches, float[] state) {
    WeightsLayout layout = spec.value().architecture().layout();
    if (layout.buffers() == 0) {
      return state;
    }
    spark.setJobDescription("running statistics after epoch " + epoch);
    float[] weights = Arrays.copyOf(state, layout.size());
    Arrays.fill(weights, layout.parameters(), layout.size(), 0);
    Broadcast<float[]> sent = spark.broadcast(weights);
    try {
      Sums merged = job(shards, spec, frozen, sent, epoch, batches);
      float[] next = state.clone();
      for (int i = 0; i < layout.buffers(); i++) {
        next[layout.parameters() + i] = (float) (merged.sums()[i] / merged.examples());
      }
      return next;
    } finally {
      sent.destroy();
    }
  }

  /** Static, so that the tasks carry nothing of the driver's. */
  private static Sums job(
      JavaRDD<WorkerShard> shards,
      Broadcast<TrainingSpec> spec,
      FrozenPart frozen,
      Broadcast<float[]> weights,
      int epoch,
      int batches) {
    return OrderedMerge.run(
            shards,
            1,
            shard -> List.of(sums(shard, spec.value(), frozen, weights.value(), epoch, batches)),
            NormStatistics::merged)
        .get(0);
  }

  private static Sums sums(
      WorkerShard shard,
      TrainingSpec spec,
      FrozenPart frozen,
      float[] weights,
      int epoch,
      int batches) {
    BatchSource reader = spec.batches(shard.shard(), Seeds.of(spec.seed(), shard.worker()));
    int count = Math.min(batches, Batches.count(shard.shard().size(), spec.batchSize()));
    try (Prefetch cut =
        new Prefetch(0, count, index -> reader.training(epoch, spec.batchSize(), index))) {
      return frozen.with(
          spec.engine(),
          features ->
              Replicas.with(
                  spec.engine(),
                  spec.architecture(),
                  engine -> sums(engine, features, weights, spec.architecture(), cut)));
    }
  }

  /**
   * From running statistics of zero, a step leaves momentum × the batch's statistics.
   *
   * @param weights with running statistics of zero
   */
  private static Sums sums(
      Engine engine,
      UnaryOperator<Batch> features,
      float[] weights,
      Architecture architecture,
      Prefetch batches) {
    double[] momentum = momentum(architecture);
    double[] sums = new double[momentum.length];
    long examples = 0;
    while (batches.hasNext()) {
      Batch batch = features.apply(batches.next());
      float[] moved = engine.gradient(weights, batch).buffers();
      for (int i = 0; i < sums.length; i++) {
        sums[i] += batch.size() * (moved[i] / momentum[i]);
      }
      examples += batch.size();
    }
    return new Sums(examples, sums);
  }

  /** For each running statistic, its batch normalization's momentum. */
  private static double[] momentum(Architecture architecture) {
    WeightsLayout layout = architecture.layout();
    double[] momentum = new double[layout.buffers()];
    for (Node node : architecture.nodes()) {
      if (node.layer() instanceof Layer.BatchNorm norm) {
        for (String buffer : List.of("running_mean", "running_var")) {
          Tensor tensor = layout.tensor(node.name() + "." + buffer);
          Arrays.fill(
              momentum,
              tensor.offset() - layout.parameters(),
              tensor.end() - layout.parameters(),
              norm.momentum());
        }
      }
    }
    return momentum;
  }

  private static Sums merged(Iterator<Sums> inWorkerOrder) {
    Sums first = inWorkerOrder.next();
    double[] sums = first.sums().clone();
    long examples = first.examples();
    while (inWorkerOrder.hasNext()) {
      Sums next = inWorkerOrder.next();
      Arrays.setAll(sums, i -> sums[i] + next.sums()[i]);
      examples += next.examples();
    }
    return new Sums(examples, sums);
  }

  /** Statistics summed over examples, in the layout's order of buffers. */
  private record Sums(long examples, double[] sums) implements Serializable {}
}
