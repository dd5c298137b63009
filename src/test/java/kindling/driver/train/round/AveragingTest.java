package kindling.driver.train.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import kindling.data.augment.Augmentation;
import kindling.data.augment.Cutout;
import kindling.data.augment.Mixing;
import kindling.data.augment.TrivialAugment;
import kindling.data.batch.ClassBalance;
import kindling.data.shard.Shard;
import kindling.driver.cluster.NetworkSpec;
import kindling.driver.config.training.AveragingSettings;
import kindling.driver.dataset.BatchSpec;
import kindling.driver.dataset.Prefetch;
import kindling.driver.dataset.WorkerShard;
import kindling.driver.fixtures.LocalSpark;
import kindling.driver.train.plan.EpochPlan;
import kindling.driver.train.plan.RoundPlan;
import kindling.driver.train.plan.TrainingSpec;
import kindling.driver.train.plan.UpdateSpec;
import kindling.model.architecture.Architecture;
import kindling.model.averaging.OuterStep;
import kindling.model.averaging.WireFormat;
import kindling.model.families.Families;
import kindling.model.optimizer.DecayScope;
import kindling.model.optimizer.Optimizer;
import kindling.model.optimizer.Schedule;
import kindling.model.optimizer.Sgd;
import kindling.model.weights.Initialization;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The identities that averaging must keep, on a real (local) Spark. */
public class AveragingTest {
  private static final int STEPS_PER_ROUND = 2;
  private static final Architecture MLP =
      Families.named("mlp-16", LocalSpark.SHAPE, LocalSpark.CLASSES);
  private static final Architecture RESNET =
      Families.named("resnet8", LocalSpark.SHAPE, LocalSpark.CLASSES);

  public static float[] initial(TrainingSpec spec) {
    float[] weights = Initialization.initialize(spec.architecture(), 3).values();
    return Arrays.copyOf(weights, spec.state().size());
  }

  /** The state after some epochs, from {@link #initial} on, with K = 2. */
  static float[] train(
      JavaSparkContext spark, TrainingSpec spec, List<Shard> shards, int epochs, int slices) {
    Rounds rounds =
        new Rounds(spark, LocalSpark.distributed(spark, shards), spark.broadcast(spec), slices);
    EpochPlan plan =
        new EpochPlan(
            shards.stream().map(Shard::size).toList(),
            spec.batches().batchSize(),
            spec.batches().accumulate(),
            STEPS_PER_ROUND);
    float[] state = initial(spec);
    for (int epoch = 1; epoch <= epochs; epoch++) {
      for (RoundPlan round : plan.of(epoch)) {
        state = rounds.run(round, state).state();
      }
    }
    return state;
  }

  private static void assertClose(float[] actual, float[] expected, double tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i]).isCloseTo(expected[i], within(tolerance));
    }
  }

  @Test
  void unequalWorkersWithOneStepEqualOneStepOnTheJoinedBatch() {
    TrainingSpec spec = LocalSpark.plain(MLP, 0.1, 64);
    Shard joined = LocalSpark.shard(IntStream.range(0, 40).toArray());
    try (JavaSparkContext spark = LocalSpark.open(2)) {
      float[] apart = train(spark, spec, LocalSpark.shards(5, 23, 12), 3, 2);
      float[] together = train(spark, spec, List.of(joined), 3, 1);
      assertClose(apart, together, 2e-6);
      assertThat(apart).isNotEqualTo(initial(spec));
    }
  }

  /** With single steps the change of a round is rate × gradient, so outer momentum is SGD's own. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void outerStepsOnSingleStepsAreSgdWithMomentum(boolean nesterov) {
    OuterStep outer = nesterov ? new OuterStep.Nesterov(0.9, 1) : new OuterStep.SlowMo(0.9, 1);
    TrainingSpec plain = LocalSpark.plain(MLP, 0.1, 64);
    List<Shard> shards = LocalSpark.shards(5, 23, 12);
    try (JavaSparkContext spark = LocalSpark.open(2)) {
      Rounds rounds =
          new Rounds(spark, LocalSpark.distributed(spark, shards), spark.broadcast(plain), 2);
      EpochPlan plan = new EpochPlan(shards.stream().map(Shard::size).toList(), 64, 1);
      OuterStep.Moved moved = new OuterStep.Moved(initial(plain), new float[plain.state().size()]);
      for (int epoch = 1; epoch <= 4; epoch++) {
        RoundPlan round = plan.of(epoch).get(0);
        float[] average = rounds.run(round, moved.state()).state();
        moved =
            outer.move(
                moved.state(),
                average,
                moved.momentum(),
                round.meanRate(plain.update().schedule()));
      }
      TrainingSpec inner = with(plain, new Sgd(0.9, nesterov, 0, DecayScope.ALL));
      float[] expected = train(spark, inner, shards, 4, 2);
      assertClose(moved.state(), Arrays.copyOf(expected, plain.state().weightsSize()), 5e-6);
    }
  }

  static TrainingSpec with(TrainingSpec plain, Optimizer optimizer) {
    return new TrainingSpec(
        plain.network(),
        plain.batches(),
        new UpdateSpec(
            optimizer,
            plain.update().rateFactors(),
            plain.update().schedule(),
            plain.update().optimizerState()),
        plain.wireFormat());
  }

  @Test
  void accumulatedBatchesEqualOneBatchOfTheirExamples() {
    TrainingSpec whole = LocalSpark.plain(MLP, 0.1, 12);
    TrainingSpec parts =
        new TrainingSpec(
            new NetworkSpec(MLP, whole.engine()),
            new BatchSpec(
                whole.batches().normalization(),
                whole.batches().augmentation(),
                whole.batches().labelSmoothing(),
                ClassBalance.NONE,
                4,
                3,
                whole.batches().seed()),
            whole.update(),
            whole.wireFormat());
    try (JavaSparkContext spark = LocalSpark.open(2)) {
      List<Shard> shards = LocalSpark.shards(36, 60);
      float[] accumulated = train(spark, parts, shards, 2, 1);
      assertClose(accumulated, train(spark, whole, shards, 2, 1), 2e-6);
      assertThat(accumulated).isNotEqualTo(initial(whole));
    }
  }

  @ParameterizedTest
  @EnumSource(WireFormat.class)
  void coresAndSlicesDoNotChangeABit(WireFormat wire) {
    TrainingSpec spec = momentum(RESNET, AveragingSettings.OptimizerState.AVERAGED, wire);
    List<Shard> shards = LocalSpark.shards(20, 31, 9);
    float[] one;
    try (JavaSparkContext spark = LocalSpark.open(1)) {
      one = train(spark, spec, shards, 2, 1);
    }
    try (JavaSparkContext spark = LocalSpark.open(2)) {
      assertThat(train(spark, spec, shards, 2, 5)).isEqualTo(one);
    }
  }

  @Test
  void mixedImagesAndSmoothedLabelsAreTheSameOnAnyCluster() {
    TrainingSpec plain = momentum(RESNET, AveragingSettings.OptimizerState.AVERAGED);
    TrainingSpec mixed = mixed(plain, 0);
    List<Shard> shards = LocalSpark.shards(20, 31, 9);
    float[] one;
    try (JavaSparkContext spark = LocalSpark.open(1)) {
      one = train(spark, mixed, shards, 2, 1);
    }
    try (JavaSparkContext spark = LocalSpark.open(3)) {
      assertThat(train(spark, mixed, shards, 2, 4)).isEqualTo(one);
      assertThat(train(spark, plain, shards, 2, 4)).isNotEqualTo(one);
      assertThat(train(spark, mixed(plain, 0.1), shards, 2, 4)).isNotEqualTo(one);
    }
  }

  private static TrainingSpec mixed(TrainingSpec spec, double labelSmoothing) {
    return new TrainingSpec(
        spec.network(),
        new BatchSpec(
            spec.batches().normalization(),
            new Augmentation(List.of(new TrivialAugment(true), new Cutout(3)), new Mixing(1, 1, 1)),
            labelSmoothing,
            ClassBalance.NONE,
            spec.batches().batchSize(),
            spec.batches().accumulate(),
            spec.batches().seed()),
        spec.update(),
        spec.wireFormat());
  }

  @Test
  void theOptimizersStateIsAveragedOrReset() {
    List<Shard> shards = LocalSpark.shards(16, 16);
    try (JavaSparkContext spark = LocalSpark.open(2)) {
      TrainingSpec averaged = momentum(MLP, AveragingSettings.OptimizerState.AVERAGED);
      TrainingSpec reset = momentum(MLP, AveragingSettings.OptimizerState.RESET);
      float[] kept = train(spark, averaged, shards, 1, 2);
      float[] dropped = train(spark, reset, shards, 1, 2);
      assertThat(kept).hasSize(2 * dropped.length);
      assertThat(Arrays.copyOf(kept, dropped.length)).isNotEqualTo(dropped);
    }
  }

  @Test
  void aWorkersPartIsAPureFunction() {
    TrainingSpec spec = momentum(RESNET, AveragingSettings.OptimizerState.AVERAGED);
    WorkerShard shard = LocalSpark.worker(1, LocalSpark.shard(4, 8, 15, 16, 23, 42));
    RoundPlan plan = new RoundPlan(1, 0, 0, 6, 0, 3);
    float[] state = initial(spec);
    float[] before = state.clone();
    WorkerResult once = LocalSteps.take(() -> state, spec, plan, shard);
    LocalSteps.take(once::state, spec, plan, LocalSpark.worker(0, LocalSpark.shard(1, 2, 3)));
    WorkerResult again = LocalSteps.take(() -> state, spec, plan, shard);
    assertThat(again).usingRecursiveComparison().ignoringFields("times").isEqualTo(once);
    assertThat(state).isEqualTo(before);
  }

  @Test
  void aLossThatIsNotFiniteStopsWithEpochRoundWorkerAndRate() {
    TrainingSpec spec = LocalSpark.plain(MLP, 1e30, 4);
    try (JavaSparkContext spark = LocalSpark.open(2)) {
      assertThatThrownBy(() -> train(spark, spec, LocalSpark.shards(16, 16), 1, 2))
          .isInstanceOf(DivergedException.class)
          .hasMessageContaining("epoch 1, round")
          .hasMessageContaining("worker 0")
          .hasMessageContaining("learning rate 1.00000e+30")
          .hasMessageContaining("last finite loss was");
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .doesNotContain(Prefetch.THREAD);
    }
  }

  public static TrainingSpec momentum(
      Architecture architecture, AveragingSettings.OptimizerState state) {
    return momentum(architecture, state, WireFormat.FLOAT32);
  }

  public static TrainingSpec momentum(
      Architecture architecture, AveragingSettings.OptimizerState state, WireFormat wire) {
    TrainingSpec plain = LocalSpark.plain(architecture, 0.05, 4);
    return new TrainingSpec(
        new NetworkSpec(architecture, plain.engine()),
        new BatchSpec(
            plain.batches().normalization(),
            new Augmentation(1, 0.5),
            0,
            ClassBalance.NONE,
            plain.batches().batchSize(),
            plain.batches().accumulate(),
            plain.batches().seed()),
        new UpdateSpec(
            new Sgd(0.9, true, 1e-3, DecayScope.WEIGHTS_ONLY),
            plain.update().rateFactors(),
            new Schedule.WarmupCosine(0.05, 20, 120, 0),
            state),
        wire);
  }
}
