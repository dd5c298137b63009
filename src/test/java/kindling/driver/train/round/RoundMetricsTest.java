package kindling.driver.train.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import kindling.data.shard.Shard;
import kindling.driver.fixtures.LocalSpark;
import kindling.driver.run.metrics.RoundJob;
import kindling.driver.run.metrics.RoundMetrics;
import kindling.driver.run.metrics.StepTimes;
import kindling.driver.run.metrics.WorkerTimes;
import kindling.driver.run.metrics.WorkersTimes;
import kindling.driver.train.plan.EpochPlan;
import kindling.driver.train.plan.RoundPlan;
import kindling.driver.train.plan.TrainingSpec;
import kindling.model.architecture.Architecture;
import kindling.model.averaging.WireFormat;
import kindling.model.families.Families;
import kindling.model.weights.Initialization;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

/** What a round costs: its parts, the slots it used, and what goes through the driver. */
class RoundMetricsTest {
  private static final long MILLI = 1_000_000;

  private static WorkerTimes worker(String process, long startMillis, long millis) {
    long tenth = millis * MILLI / 10;
    return new WorkerTimes(
        process,
        startMillis * MILLI,
        new StepTimes(tenth, tenth, tenth, 4 * tenth, 2 * tenth, 10 * tenth),
        1_000_000 + startMillis);
  }

  private static double sum(RoundMetrics metrics) {
    return metrics.broadcastSeconds()
        + metrics.fetchSeconds()
        + metrics.replicaSeconds()
        + metrics.inputWaitSeconds()
        + metrics.engineSeconds()
        + metrics.optimizerSeconds()
        + metrics.taskSeconds()
        + metrics.idleSeconds()
        + metrics.mergeSeconds()
        + metrics.otherSeconds();
  }

  @Test
  void slotsAreTheWorkersThatRanAtOnceInEachProcess() {
    WorkersTimes times =
        WorkersTimes.of(
            List.of(
                worker("a", 0, 100),
                worker("a", 10, 50),
                worker("a", 70, 100),
                worker("b", 0, 200),
                worker("b", 200, 10)));
    assertThat(times.slots()).isEqualTo(3);
    assertThat(times.workers()).isEqualTo(5);
    assertThat(times.sum().all()).isEqualTo(460 * MILLI);
    assertThat(times.slowest().all()).isEqualTo(200 * MILLI);
    assertThat(times.outsideHeap()).isEqualTo(1_000_200);
  }

  @Test
  void thePartsOfWavesAddUpToTheRound() {
    WorkersTimes four =
        WorkersTimes.of(
            List.of(
                worker("a", 0, 100),
                worker("a", 0, 140),
                worker("a", 105, 100),
                worker("a", 145, 60)));
    RoundJob job = new RoundJob(230, 40, 420, 1, 2, 3, 4, 5);
    RoundMetrics metrics = RoundMetrics.of(0.3, 0.02, four, job);
    assertThat(metrics.slots()).isEqualTo(2);
    assertThat(metrics.failedTasks()).isEqualTo(5);
    assertThat(metrics.engineSeconds()).isCloseTo(0.08, within(1e-12));
    assertThat(metrics.taskSeconds()).isCloseTo(0.21 - 0.18, within(1e-12));
    assertThat(metrics.idleSeconds()).isCloseTo(0.02, within(1e-12));
    assertThat(metrics.otherSeconds()).isCloseTo(0.01, within(1e-12));
    assertThat(metrics.meanWorker().seconds()).isCloseTo(0.1, within(1e-12));
    assertThat(metrics.slowestWorker().engineSeconds()).isCloseTo(0.056, within(1e-12));
    assertThat(sum(metrics)).isCloseTo(metrics.seconds(), within(1e-12));
    assertThat(RoundMetrics.mean(List.of(metrics, metrics))).isEqualTo(metrics);
  }

  @Test
  void oneCopyOfTheStateGoesOutAndOneComesBackWhateverTheWorkers() {
    Architecture mlp = Families.named("mlp-1024", LocalSpark.SHAPE, LocalSpark.CLASSES);
    TrainingSpec spec = LocalSpark.plain(mlp, 0.1, 4);
    float[] state = Initialization.initialize(mlp, 3).values();
    try (JavaSparkContext spark = LocalSpark.open(2)) {
      List<RoundMetrics> rounds =
          IntStream.of(2, 8, 32).mapToObj(n -> round(spark, spec, state, n)).toList();
      double stateBytes = 4.0 * state.length;
      for (RoundMetrics round : rounds) {
        assertThat(round.bytesOut()).isBetween(0.8 * stateBytes, 1.05 * stateBytes);
        assertThat(round.bytesIn()).isBetween(stateBytes, 1.05 * stateBytes);
        assertThat(round.bytesOut()).isEqualTo(rounds.get(0).bytesOut());
        assertThat(round.bytesIn() / rounds.get(0).bytesIn()).isCloseTo(1, within(0.02));
        assertThat(round.outsideHeapBytes()).isPositive();
        assertThat(round.shuffleBytesRead()).isEqualTo(round.shuffleBytesWritten());
        assertThat(sum(round)).isCloseTo(round.seconds(), within(1e-9));
      }
      assertThat(rounds.get(2).shuffleBytesWritten())
          .isGreaterThan(10 * rounds.get(0).shuffleBytesWritten());
    }
  }

  @Test
  void aNarrowWireCarriesFewerBytesEverywhere() {
    Architecture mlp = Families.named("mlp-1024", LocalSpark.SHAPE, LocalSpark.CLASSES);
    TrainingSpec plain = LocalSpark.plain(mlp, 0.1, 4);
    float[] state = Initialization.initialize(mlp, 3).values();
    double bytes = 4.0 * state.length;
    try (JavaSparkContext spark = LocalSpark.open(2)) {
      RoundMetrics int8 =
          round(
              spark,
              new TrainingSpec(plain.network(), plain.batches(), plain.update(), WireFormat.INT8),
              state,
              4);
      assertThat(int8.bytesOut()).isLessThan(0.28 * bytes);
      assertThat(int8.shuffleBytesWritten()).isLessThan(4 * 0.28 * bytes);
      assertThat(int8.bytesIn()).isLessThan(0.55 * bytes);
    }
  }

  @Test
  void roundsAtOnceAreToldApart() throws Exception {
    Architecture mlp = Families.named("mlp-256", LocalSpark.SHAPE, LocalSpark.CLASSES);
    TrainingSpec spec = LocalSpark.plain(mlp, 0.1, 4);
    float[] state = Initialization.initialize(mlp, 3).values();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (JavaSparkContext spark = LocalSpark.open(2)) {
      RoundMetrics few = round(spark, spec, state, 2);
      RoundMetrics many = round(spark, spec, state, 12);
      List<Future<RoundMetrics>> all = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        all.add(threads.submit(() -> round(spark, spec, state, 2)));
        all.add(threads.submit(() -> round(spark, spec, state, 12)));
      }
      for (int i = 0; i < all.size(); i++) {
        RoundMetrics alone = i % 2 == 0 ? few : many;
        RoundMetrics round = all.get(i).get();
        assertThat(round.shuffleBytesWritten() / alone.shuffleBytesWritten())
            .isCloseTo(1, within(0.02));
        assertThat(round.bytesOut()).isEqualTo(alone.bytesOut());
        assertThat(round.bytesIn() / alone.bytesIn()).isCloseTo(1, within(0.02));
        assertThat(sum(round)).isCloseTo(round.seconds(), within(1e-9));
      }
    } finally {
      threads.shutdown();
    }
  }

  private static RoundMetrics round(
      JavaSparkContext spark, TrainingSpec spec, float[] state, int workers) {
    List<Shard> shards = LocalSpark.shards(IntStream.generate(() -> 4).limit(workers).toArray());
    RoundPlan plan =
        new EpochPlan(shards.stream().map(Shard::size).toList(), spec.batches().batchSize(), 1)
            .of(1)
            .get(0);
    return new Rounds(spark, LocalSpark.distributed(spark, shards), spark.broadcast(spec), 2)
        .run(plan, state)
        .metrics()
        .orElseThrow();
  }
}
