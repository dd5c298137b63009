package kindling.driver.train.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import kindling.data.shard.Shard;
import kindling.driver.config.training.AveragingSettings;
import kindling.driver.fixtures.LocalSpark;
import kindling.driver.train.plan.TrainingSpec;
import kindling.model.architecture.Architecture;
import kindling.model.averaging.WireFormat;
import kindling.model.families.Families;
import kindling.model.optimizer.Adam;
import kindling.model.optimizer.DecayScope;
import kindling.model.optimizer.Moments;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Training on weights of few bits, on a real (local) Spark. */
class NarrowWireTest {
  private static final Architecture MLP =
      Families.named("mlp-16", LocalSpark.SHAPE, LocalSpark.CLASSES);

  @ParameterizedTest
  @CsvSource({"BFLOAT16, 0.05", "INT8, 0.25"})
  void aNarrowWireEndsNearTheWideOne(WireFormat wire, double share) {
    List<Shard> shards = LocalSpark.shards(20, 31, 9);
    TrainingSpec spec = AveragingTest.momentum(MLP, AveragingSettings.OptimizerState.RESET);
    try (JavaSparkContext spark = LocalSpark.open(2)) {
      float[] wide = AveragingTest.train(spark, spec, shards, 2, 3);
      float[] narrow =
          AveragingTest.train(
              spark,
              AveragingTest.momentum(MLP, AveragingSettings.OptimizerState.RESET, wire),
              shards,
              2,
              3);
      double moved = distance(wide, AveragingTest.initial(spec), spec);
      assertThat(distance(narrow, wide, spec)).isPositive().isLessThan(share * moved);
    }
  }

  private static double distance(float[] one, float[] other, TrainingSpec spec) {
    double sum = 0;
    for (int i = 0; i < spec.architecture().layout().parameters(); i++) {
      sum += Math.pow(one[i] - other[i], 2);
    }
    return Math.sqrt(sum);
  }

  /** Adam's second moments decay by a thousandth in a step, which bfloat16 would round away. */
  @ParameterizedTest
  @EnumSource(WireFormat.class)
  void momentsAndCountsOfAdamAreAveragedUnrounded(WireFormat wire) {
    TrainingSpec momentum =
        AveragingTest.momentum(MLP, AveragingSettings.OptimizerState.AVERAGED, wire);
    TrainingSpec spec =
        AveragingTest.with(
            momentum, new Adam(new Moments(0.9, 0.999, 1e-8), 0, DecayScope.WEIGHTS_ONLY));
    int parameters = MLP.layout().parameters();
    int counts = spec.state().weightsSize() + 2 * parameters;
    // Two workers take four batches of four each an epoch, K = 2: three epochs are 12 steps.
    try (JavaSparkContext spark = LocalSpark.open(2)) {
      float[] state = AveragingTest.train(spark, spec, LocalSpark.shards(16, 16), 3, 3);
      assertThat(Arrays.copyOfRange(state, counts, state.length)).containsOnly(12f);
      float[] second = Arrays.copyOfRange(state, counts - parameters, counts);
      int rounded = 0;
      for (float moment : second) {
        assertThat(moment).isNotNegative();
        rounded += (Float.floatToIntBits(moment) & 0xFFFF) == 0 && moment > 0 ? 1 : 0;
      }
      assertThat(rounded).as("moments that are whole in bfloat16").isLessThan(second.length / 100);
    }
  }
}
