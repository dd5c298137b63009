package kindling.driver.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import kindling.data.Seeds;
import kindling.data.batch.Batch;
import kindling.data.batch.BatchSource;
import kindling.data.shard.Shard;
import kindling.driver.config.training.AveragingSettings;
import kindling.driver.fixtures.LocalSpark;
import kindling.driver.train.plan.TrainingSpec;
import kindling.driver.train.round.AveragingTest;
import kindling.driver.train.round.Rounds;
import kindling.model.Engines;
import kindling.model.architecture.Architecture;
import kindling.model.engine.Engine;
import kindling.model.families.Families;
import kindling.model.machine.Processors;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

class RunningStatisticsTest {
  private static final Architecture RESNET =
      Families.named("resnet8", LocalSpark.SHAPE, LocalSpark.CLASSES);

  @Test
  void runningStatisticsAreEstimatedAnewFromTheFirstBatchesOfTheEpoch() {
    TrainingSpec spec = AveragingTest.momentum(RESNET, AveragingSettings.OptimizerState.AVERAGED);
    List<Shard> shards = LocalSpark.shards(9, 4);
    float[] state = AveragingTest.initial(spec);
    int parameters = spec.architecture().layout().parameters();
    int buffers = spec.architecture().layout().buffers();
    double[] sums = new double[buffers];
    int examples = 0;
    try (Engine engine =
        Engines.open(Engines.offer(LocalSpark.REQUEST), spec.architecture(), Processors.cpu(1))) {
      for (int worker = 0; worker < 2; worker++) {
        BatchSource reader =
            spec.batches().source(shards.get(worker), Seeds.of(spec.batches().seed(), worker));
        // Batches of at most 4: three of the first worker, of which two are taken, one of the
        // second.
        for (int i = 0; i < 2 - worker; i++) {
          Batch batch = reader.training(3, spec.batches().batchSize(), i);
          float[] weights = Arrays.copyOf(state, spec.state().weightsSize());
          float[] moved = engine.gradient(weights, batch).buffers();
          for (int k = 0; k < buffers; k++) {
            sums[k] += batch.size() * (moved[k] - 0.9 * state[parameters + k]) / 0.1;
          }
          examples += batch.size();
        }
      }
    }
    try (JavaSparkContext spark = LocalSpark.open(2)) {
      float[] next =
          new Rounds(spark, LocalSpark.distributed(spark, shards), spark.broadcast(spec), 2)
              .statistics()
              .into(state, 3, 2);
      for (int i = 0; i < state.length; i++) {
        int buffer = i - parameters;
        double expected = buffer >= 0 && buffer < buffers ? sums[buffer] / examples : state[i];
        assertThat((double) next[i]).isCloseTo(expected, within(2e-5 * (1 + Math.abs(expected))));
      }
      assertThat(next).isNotEqualTo(state);
    }
  }
}
