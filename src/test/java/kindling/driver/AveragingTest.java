package kindling.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import kindling.data.Augmentation;
import kindling.data.Shard;
import kindling.data.augment.Cutout;
import kindling.data.augment.Mixing;
import kindling.data.augment.TrivialAugment;
import kindling.model.Architecture;
import kindling.model.Decay;
import kindling.model.Families;
import kindling.model.Initialization;
import kindling.model.Schedule;
import kindling.model.Sgd;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

/** The identities that averaging must keep, on a real (local) Spark. */
class AveragingTest {
  private static final Architecture MLP =
      Families.named("mlp-16", LocalSpark.SHAPE, LocalSpark.CLASSES);
  private static final Architecture RESNET =
      Families.named("resnet8", LocalSpark.SHAPE, LocalSpark.CLASSES);

  private static float[] initial(TrainingSpec spec) {
    float[] weights = Initialization.initialize(spec.architecture(), 3).values();
    return Arrays.copyOf(weights, spec.stateSize());
  }

  private static float[] train(
      JavaSparkContext spark, TrainingSpec spec, List<Shard> shards, int epochs, int slices) {
    Rounds rounds =
        new Rounds(spark, LocalSpark.distributed(spark, shards), spark.broadcast(spec), slices);
    EpochPlan plan =
        new EpochPlan(
            shards.stream().map(Shard::size).toList(),
            spec.batchSize(),
            spec.accumulate(),
            spec.stepsPerRound());
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
    TrainingSpec spec = LocalSpark.plain(MLP, 0.1, 64, 1);
    Shard joined = LocalSpark.shard(IntStream.range(0, 40).toArray());
    try (JavaSparkContext spark = LocalSpark.open(2)) {
      float[] apart = train(spark, spec, LocalSpark.shards(5, 23, 12), 3, 2);
      float[] together = train(spark, spec, List.of(joined), 3, 1);
      assertClose(apart, together, 2e-6);
      assertThat(apart).isNotEqualTo(initial(spec));
    }
  }

  @Test
  void accumulatedBatchesEqualOneBatchOfTheirExamples() {
    TrainingSpec whole = LocalSpark.plain(MLP, 0.1, 12, 2);
    TrainingSpec parts =
        new TrainingSpec(
            MLP,
            whole.engine(),
            whole.normalization(),
            whole.augmentation(),
            whole.labelSmoothing(),
            whole.optimizer(),
            whole.rateFactors(),
            whole.schedule(),
            4,
            3,
            whole.stepsPerRound(),
            whole.optimizerState(),
            whole.seed());
    try (JavaSparkContext spark = LocalSpark.open(2)) {
      List<Shard> shards = LocalSpark.shards(36, 60);
      float[] accumulated = train(spark, parts, shards, 2, 1);
      assertClose(accumulated, train(spark, whole, shards, 2, 1), 2e-6);
      assertThat(accumulated).isNotEqualTo(initial(whole));
    }
  }

  @Test
  void coresAndSlicesDoNotChangeABit() {
    TrainingSpec spec = momentum(RESNET, Settings.OptimizerState.AVERAGED);
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
    TrainingSpec plain = momentum(RESNET, Settings.OptimizerState.AVERAGED);
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
        spec.architecture(),
        spec.engine(),
        spec.normalization(),
        new Augmentation(List.of(new TrivialAugment(), new Cutout(3)), new Mixing(1, 1, 1)),
        labelSmoothing,
        spec.optimizer(),
        spec.rateFactors(),
        spec.schedule(),
        spec.batchSize(),
        spec.accumulate(),
        spec.stepsPerRound(),
        spec.optimizerState(),
        spec.seed());
  }

  @Test
  void theOptimizersStateIsAveragedOrReset() {
    List<Shard> shards = LocalSpark.shards(16, 16);
    try (JavaSparkContext spark = LocalSpark.open(2)) {
      TrainingSpec averaged = momentum(MLP, Settings.OptimizerState.AVERAGED);
      TrainingSpec reset = momentum(MLP, Settings.OptimizerState.RESET);
      float[] kept = train(spark, averaged, shards, 1, 2);
      float[] dropped = train(spark, reset, shards, 1, 2);
      assertThat(kept).hasSize(2 * dropped.length);
      assertThat(Arrays.copyOf(kept, dropped.length)).isNotEqualTo(dropped);
    }
  }

  @Test
  void aWorkersPartIsAPureFunction() {
    TrainingSpec spec = momentum(RESNET, Settings.OptimizerState.AVERAGED);
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
    TrainingSpec spec = LocalSpark.plain(MLP, 1e30, 4, 2);
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

  private static TrainingSpec momentum(Architecture architecture, Settings.OptimizerState state) {
    TrainingSpec plain = LocalSpark.plain(architecture, 0.05, 4, 2);
    return new TrainingSpec(
        architecture,
        plain.engine(),
        plain.normalization(),
        new Augmentation(1, 0.5),
        0,
        new Sgd(0.9, true, 1e-3, Decay.WEIGHTS_ONLY),
        plain.rateFactors(),
        new Schedule.WarmupCosine(0.05, 20, 120, 0),
        plain.batchSize(),
        plain.accumulate(),
        plain.stepsPerRound(),
        state,
        plain.seed());
  }
}
