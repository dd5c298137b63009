package kindling.driver.evaluate;

import java.util.Iterator;
import java.util.List;
import kindling.data.Batches;
import kindling.data.batch.Batch;
import kindling.data.batch.BatchSource;
import kindling.driver.cluster.Replicas;
import kindling.model.inference.EvaluationViews;
import kindling.driver.dataset.OrderedMerge;
import kindling.driver.dataset.Prefetch;
import kindling.driver.dataset.WorkerShard;
import kindling.model.engine.Scorer;
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
    spark.setJobDescription("scoring the " + name + " split");
    Broadcast<float[]> sent = spark.broadcast(weights);
    try {
      return job(shards, spec, sent, views);
    } finally {
      sent.destroy(true);
    }
  }

  private static Scores job(
      JavaRDD<WorkerShard> shards,
      ForwardSpec spec,
      Broadcast<float[]> weights,
      EvaluationViews views) {
    return OrderedMerge.run(
            shards,
            1,
            shard -> List.of(scores(shard, spec, weights.value(), views)),
            Scoring::merged,
            OrderedMerge.Cleaning.AWAITED)
        .get(0);
  }

  private static Scores scores(
      WorkerShard shard, ForwardSpec spec, float[] weights, EvaluationViews views) {
    BatchSource reader = spec.batches().source(shard.shard(), 0);
    int count = Batches.count(shard.shard().size(), BATCH_SIZE);
    try (Prefetch batches = new Prefetch(0, count, i -> reader.scoring(BATCH_SIZE, i))) {
      return Replicas.with(
          spec.network().engine(),
          spec.network().architecture(),
          engine -> {
            Scorer scorer = engine.scorer(weights);
            Scores scores = new Scores(spec.network().architecture().classes());
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
