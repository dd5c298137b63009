package kindling.driver.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kindling.data.shard.FeatureShard;
import kindling.driver.cluster.FrozenPart;
import kindling.driver.dataset.ShardReport;
import kindling.driver.dataset.ShardedSplit;
import kindling.driver.dataset.WorkerShard;
import kindling.driver.fixtures.LocalSpark;
import kindling.driver.train.plan.TrainingSpec;
import kindling.model.architecture.Architecture;
import kindling.model.families.Families;
import kindling.model.transfer.DepthGroups;
import kindling.model.transfer.SplitNetwork;
import kindling.model.weights.Initialization;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.Test;

class FeaturesTest {
  private static final Architecture RESNET =
      Families.named("resnet8", LocalSpark.SHAPE, LocalSpark.CLASSES);

  @Test
  void lostFeaturesAreComputedAgainToTheSameBits() {
    DepthGroups groups = DepthGroups.of(RESNET);
    SplitNetwork parts = groups.freeze(groups.backbone());
    float[] weights = Initialization.initialize(RESNET, 1).values();
    TrainingSpec spec = LocalSpark.plain(RESNET, 0.1, 4);
    try (JavaSparkContext spark = LocalSpark.open(2)) {
      LongAccumulator computed = spark.sc().longAccumulator("computed");
      JavaRDD<WorkerShard> images =
          LocalSpark.distributed(spark, LocalSpark.shards(7, 5))
              .map(
                  shard -> {
                    computed.add(1);
                    return shard;
                  });
      List<ShardReport> reports = images.map(WorkerShard::report).collect();
      computed.reset();
      ShardedSplit features =
          Features.of(
              spark,
              "training",
              new ShardedSplit(images, reports),
              spec.forward(),
              new FrozenPart.Layers(parts, spark.broadcast(parts.frozenWeights(weights))),
              2);
      List<Object> first = values(features);
      assertThat(computed.value()).as("once, and from memory since").isEqualTo(2);

      spark.getPersistentRDDs().values().forEach(lost -> lost.unpersist(true));
      List<Object> again = values(features);
      assertThat(computed.value()).as("again").isEqualTo(4);
      assertThat(Arrays.deepEquals(again.toArray(), first.toArray())).isTrue();
    }
  }

  private static List<Object> values(ShardedSplit features) {
    List<Object> values = new ArrayList<>();
    for (WorkerShard shard : features.shards().collect()) {
      values.add(((FeatureShard) shard.shard()).features());
    }
    return values;
  }
}
