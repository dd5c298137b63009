package kindling.driver;

import java.util.List;
import kindling.model.Scores;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Runs rounds of local steps and averaging as Spark jobs. Lives on the driver. */
final class Rounds {
  private final JavaSparkContext spark;
  private final JavaRDD<WorkerShard> shards;
  private final Broadcast<TrainingSpec> spec;
  private final int slices;

  /**
   * Prepares a run's rounds.
   *
   * @param slices tasks that share the merge; does not change the result
   */
  Rounds(
      JavaSparkContext spark,
      JavaRDD<WorkerShard> shards,
      Broadcast<TrainingSpec> spec,
      int slices) {
    this.spark = spark;
    this.shards = shards;
    this.spec = spec;
    this.slices = slices;
  }

  /**
   * One round: the state goes out once, every worker takes its steps, the mean comes back once.
   *
   * @throws DivergedException when a worker's loss was not finite
   */
  Averaged run(RoundPlan plan, float[] state) {
    spark.setJobDescription("epoch " + plan.epoch() + ", round " + (plan.round() + 1));
    Broadcast<float[]> start = spark.broadcast(state);
    try {
      return join(plan, job(shards, spec, start, plan, slices));
    } finally {
      start.destroy();
    }
  }

  /** Static, so that the tasks carry nothing of the driver's. */
  private static List<SliceMean> job(
      JavaRDD<WorkerShard> shards,
      Broadcast<TrainingSpec> spec,
      Broadcast<float[]> start,
      RoundPlan plan,
      int slices) {
    return OrderedMerge.run(
        shards,
        slices,
        shard -> LocalSteps.take(start.value(), spec.value(), plan, shard).slices(slices),
        SliceMean::of);
  }

  private Averaged join(RoundPlan plan, List<SliceMean> means) {
    SliceMean first = means.get(0);
    if (first.divergence() != null) {
      throw new DivergedException(
          plan.epoch(), plan.round() + 1, first.diverged(), first.divergence());
    }
    float[] state = new float[spec.value().stateSize()];
    int offset = 0;
    for (SliceMean mean : means) {
      System.arraycopy(mean.values(), 0, state, offset, mean.values().length);
      offset += mean.values().length;
    }
    return new Averaged(state, first.scores());
  }

  /**
   * The outcome of a round.
   *
   * @param state that the next round starts from
   * @param training scores of the round's batches
   */
  record Averaged(float[] state, Scores training) {}
}
