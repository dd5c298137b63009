package kindling.driver.train.round;

import java.util.List;
import java.util.Optional;
import kindling.data.Seeds;
import kindling.driver.cluster.FrozenPart;
import kindling.driver.cluster.Stopwatch;
import kindling.driver.cluster.memory.EngineMemory;
import kindling.driver.config.ConfigurationException;
import kindling.driver.dataset.OrderedMerge;
import kindling.driver.dataset.WorkerShard;
import kindling.driver.evaluate.RunningStatistics;
import kindling.driver.run.RoundLine;
import kindling.driver.run.metrics.RoundMetrics;
import kindling.driver.run.metrics.WorkersTimes;
import kindling.driver.train.plan.RoundPlan;
import kindling.driver.train.plan.TrainingSpec;
import kindling.driver.train.wire.Values;
import kindling.driver.train.wire.Wire;
import kindling.model.scores.ScoreSums;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs rounds of local steps and averaging as Spark jobs. Lives on the driver. */
public final class Rounds {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
  private static final long ROUNDING = 0x64726976_0001L;
  private static final int MOST_SLICES = 64;

  private final JavaSparkContext spark;
  private final JavaRDD<WorkerShard> shards;
  private final Broadcast<TrainingSpec> spec;
  private final FrozenPart frozen;
  private final int slices;

  /**
   * Prepares a run's rounds.
   *
   * @param slices tasks that share the merge; does not change the result
   */
  public Rounds(
      JavaSparkContext spark,
      JavaRDD<WorkerShard> shards,
      Broadcast<TrainingSpec> spec,
      int slices) {
    this(spark, shards, spec, FrozenPart.NONE, slices);
  }

  /**
   * The same for what follows a frozen part.
   *
   * @param spec of the network that is trained
   */
  public Rounds(
      JavaSparkContext spark,
      JavaRDD<WorkerShard> shards,
      Broadcast<TrainingSpec> spec,
      FrozenPart frozen,
      int slices) {
    this.spark = spark;
    this.shards = shards;
    this.spec = spec;
    this.frozen = frozen;
    this.slices = slices;
  }

  /** Tasks that share the merge where so many can run at once. */
  public static int slices(int slots) {
    return Math.max(1, Math.min(slots, MOST_SLICES));
  }

  /**
   * One round: the state goes out once, every worker takes its steps, the mean comes back once.
   *
   * @throws DivergedException when a worker's loss was not finite
   * @throws ConfigurationException when a process takes more memory than it may
   */
  public Averaged run(RoundPlan plan, float[] state) {
    spark.setJobDescription("epoch " + plan.epoch() + ", round " + (plan.round() + 1));
    try (RoundListener listener = RoundListener.open(spark)) {
      Stopwatch round = Stopwatch.start();
      Wire wire = spec.value().wire();
      Broadcast<Values> start = spark.broadcast(wire.sent(state));
      double broadcast = round.seconds();
      try {
        listener.expect(start.id());
        List<SliceMean> means = job(shards, spec, frozen, start, plan, slices);
        checkConverging(plan, means.get(0));
        float[] average = wire.average(state, joined(means));
        double seconds = round.seconds();
        LOG.debug(
            "epoch {}, round {}: loss {}, {} s",
            plan.epoch(),
            plan.round() + 1,
            means.get(0).scores().loss(),
            seconds);
        WorkersTimes workers = means.get(0).times();
        EngineMemory.checkMeasured(workers.outsideHeap(), spec.value().engine().memory());
        return new Averaged(
            average,
            means.get(0).scores(),
            listener.job().map(job -> RoundMetrics.of(seconds, broadcast, workers, job)));
      } finally {
        start.destroy();
      }
    }
  }

  /** Estimates the running statistics of the network that is trained, on the same shards. */
  public RunningStatistics statistics() {
    return new RunningStatistics(spark, shards, spec.value().forward(), frozen);
  }

  /** Static, so that the tasks carry nothing of the driver's. */
  private static List<SliceMean> job(
      JavaRDD<WorkerShard> shards,
      Broadcast<TrainingSpec> spec,
      FrozenPart frozen,
      Broadcast<Values> start,
      RoundPlan plan,
      int slices) {
    return OrderedMerge.run(
        shards,
        slices,
        shard -> part(shard, spec.value(), frozen, start, plan, slices),
        SliceMean::of,
        OrderedMerge.Cleaning.IN_BACKGROUND);
  }

  /** A worker's part of the round. Runs on an executor. */
  private static List<Contribution> part(
      WorkerShard shard,
      TrainingSpec spec,
      FrozenPart frozen,
      Broadcast<Values> start,
      RoundPlan plan,
      int slices) {
    WorkerResult result = LocalSteps.take(() -> start.value().floats(), spec, frozen, plan, shard);
    long seed =
        Seeds.of(ROUNDING, spec.batches().seed(), shard.worker(), plan.epoch(), plan.round());
    return result.slices(slices, spec.wire(), start.value().floats(), seed);
  }

  private static void checkConverging(RoundPlan plan, SliceMean first) {
    if (first.divergence() != null) {
      throw new DivergedException(
          plan.epoch(), plan.round() + 1, first.diverged(), first.divergence());
    }
  }

  private float[] joined(List<SliceMean> means) {
    float[] state = new float[spec.value().state().size()];
    int offset = 0;
    for (SliceMean mean : means) {
      float[] values = mean.values().floats();
      System.arraycopy(values, 0, state, offset, values.length);
      offset += values.length;
    }
    return state;
  }

  /**
   * The outcome of a round.
   *
   * @param state that the next round starts from
   * @param training scores of the round's batches
   * @param metrics of the round, unless Spark has lost count of it
   */
  public record Averaged(float[] state, ScoreSums training, Optional<RoundMetrics> metrics) {
    /**
     * Its line in rounds.jsonl.
     *
     * @param learningRate of its last step
     * @param seconds of wall clock on the driver
     */
    public RoundLine line(RoundPlan plan, double learningRate, double seconds) {
      return new RoundLine(
          plan.epoch(),
          plan.round() + 1,
          plan.examplesBefore() + plan.examples(),
          training.loss(),
          training.top1(),
          learningRate,
          seconds,
          metrics.map(round -> round.meanWorker().seconds()).orElse(null),
          metrics.map(round -> round.slowestWorker().seconds()).orElse(null));
    }
  }
}
