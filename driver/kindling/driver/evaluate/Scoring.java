package kindling.driver.evaluate;

import java.util.Iterator;
import java.util.List;
import kindling.data.Batches;
import kindling.data.batch.Batch;
import kindling.data.batch.BatchSource;
import kindling.driver.cluster.Replicas;
import kindling.driver.dataset.OrderedMerge;
import kindling.driver.dataset.Prefetch;
import kindling.driver.dataset.WorkerShard;
import kindling.model.engine.Scorer;
import kindling.model.inference.EvaluationViews;
import kindling.model.scores.Scores;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Scores a split with given weights, every worker its own shard. Lives on the driver. */
public final class Scoring {
  private static final int BATCH_SIZE = 128;

  private final JavaSparkContext spark;
  private final ForwardSpec spec;
  private final EvaluationViews views;

  public Scoring(JavaSparkContext spark, ForwardSpec spec, EvaluationViews views) {
    this.spark = spark;
    this.spec = spec;
    this.views = views;
  }

  /** The scores of a split; one object comes back, however many workers there are. */
  public Scores score(String name, JavaRDD<WorkerShard> shards, float[] weights) {
    return score(name, shards, weights, new Scores(spec.network().architecture().classes()));
  }

  /**
   * The same with what becomes of each example.
   *
   * @param seed of the resamples
   */
  public Scores scoreExamples(
      String name, JavaRDD<WorkerShard> shards, float[] weights, long seed) {
    int classes = spec.network().architecture().classes();
    return score(name, shards, weights, Scores.withOutcomes(classes, seed));
  }

  private Scores score(String name, JavaRDD<WorkerShard> shards, float[] weights, Scores none) {
    spark.setJobDescription("scoring the " + name + " split");
    Broadcast<float[]> sent = spark.broadcast(weights);
    try {
      return job(shards, spec, sent, views, none);
    } finally {
      sent.destroy(true);
    }
  }

  private static Scores job(
      JavaRDD<WorkerShard> shards,
      ForwardSpec spec,
      Broadcast<float[]> weights,
      EvaluationViews views,
      Scores none) {
    return OrderedMerge.run(
            shards,
            1,
            shard -> List.of(scores(shard, spec, weights.value(), views, none.none())),
            Scoring::merged,
            OrderedMerge.Cleaning.AWAITED)
        .get(0);
  }

  private static Scores scores(
      WorkerShard shard, ForwardSpec spec, float[] weights, EvaluationViews views, Scores scores) {
    BatchSource reader = spec.batches().source(shard.shard(), 0);
    int count = Batches.count(shard.shard().size(), BATCH_SIZE);
    try (Prefetch batches = new Prefetch(0, count, i -> reader.scoring(BATCH_SIZE, i))) {
      return Replicas.with(
          spec.network().engine(),
          spec.network().architecture(),
          engine -> {
            Scorer scorer = engine.scorer(weights);
            while (batches.hasNext()) {
              Batch batch = batches.next();
              scores.add(batch.ids(), views.logits(scorer, batch), batch.targets());
            }
            return scores;
          });
    }
  }

  private static Scores merged(Iterator<Scores> inWorkerOrder) {
    Scores scores = inWorkerOrder.next();
    while (inWorkerOrder.hasNext()) {
      scores = Scores.merge(scores, inWorkerOrder.next());
    }
    return scores;
  }
}
