package kindling.driver.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import kindling.data.Batches;
import kindling.data.batch.Batch;
import kindling.data.batch.BatchReader;
import kindling.data.shard.FeatureShard;
import kindling.data.shard.Shard;
import kindling.driver.cluster.FrozenPart;
import kindling.driver.dataset.Prefetch;
import kindling.driver.dataset.ShardReport;
import kindling.driver.dataset.ShardedSplit;
import kindling.driver.dataset.WorkerShard;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;

/**
 * The outputs of a frozen backbone, computed once where the images are and cached there as on-heap
 * floats. What is lost with an executor is computed again and must have the digest of the first
 * time. Lives on the driver.
 */
public final class Features {
  private static final int BATCH_SIZE = 128;

  private Features() {}

  /**
   * The features of a split's images.
   *
   * @param spec of the whole network
   * @param views of each image as the epochs from the first on augment it; 0: the images as they
   *     are
   */
  public static ShardedSplit of(
      JavaSparkContext spark,
      String name,
      ShardedSplit images,
      ForwardSpec spec,
      FrozenPart.Layers frozen,
      int views) {
    spark.setJobDescription("features of the " + name + " split");
    JavaRDD<WorkerShard> features =
        images
            .shards()
            .map(shard -> features(shard, spec, frozen, views))
            .persist(StorageLevel.MEMORY_AND_DISK());
    List<ShardReport> reports = features.map(WorkerShard::report).collect();
    return new ShardedSplit(features, reports).guarded(name);
  }

  private static WorkerShard features(
      WorkerShard shard, ForwardSpec spec, FrozenPart.Layers frozen, int views) {
    Shard images = (Shard) shard.shard();
    BatchReader reader = spec.batches().images(images, 0);
    float[][][] features = new float[Math.max(1, views)][][];
    frozen.with(
        spec.network().engine(),
        backbone -> {
          for (int i = 0; i < features.length; i++) {
            int epoch = i + 1;
            features[i] =
                view(
                    images,
                    backbone,
                    index ->
                        views == 0
                            ? reader.scoring(BATCH_SIZE, index)
                            : reader.augmented(epoch, BATCH_SIZE, index));
          }
          return features;
        });
    FeatureShard made =
        new FeatureShard(frozen.parts().trained().input(), images.ids(), images.labels(), features);
    return new WorkerShard(shard.worker(), made, shard.report().with(made.digest()));
  }

  private static float[][] view(
      Shard images, UnaryOperator<Batch> backbone, IntFunction<Batch> reader) {
    float[][] rows = new float[images.size()][];
    int count = Batches.count(images.size(), BATCH_SIZE);
    int row = 0;
    try (Prefetch batches = new Prefetch(0, count, reader)) {
      while (batches.hasNext()) {
        Batch made = backbone.apply(batches.next());
        int size = made.shape().size();
        for (int i = 0; i < made.size(); i++) {
          rows[row++] = Arrays.copyOfRange(made.images(), i * size, (i + 1) * size);
        }
      }
    }
    return rows;
  }
}
