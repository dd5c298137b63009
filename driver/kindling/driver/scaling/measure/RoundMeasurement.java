package kindling.driver.scaling.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import kindling.data.Normalization;
import kindling.data.augment.Augmentation;
import kindling.data.batch.ClassBalance;
import kindling.driver.cluster.AgreedEngine;
import kindling.driver.cluster.EngineSpec;
import kindling.driver.cluster.NetworkSpec;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import kindling.driver.dataset.BatchSpec;
import kindling.driver.dataset.ShardReport;
import kindling.driver.dataset.WorkerShard;
import kindling.driver.evaluate.Session;
import kindling.driver.run.metrics.RoundMetrics;
import kindling.driver.train.plan.RoundPlan;
import kindling.driver.train.plan.TrainingSpec;
import kindling.driver.train.plan.UpdateSpec;
import kindling.driver.train.round.Rounds;
import kindling.model.EngineOffer;
import kindling.model.architecture.Architecture;
import kindling.model.optimizer.Schedule;
import kindling.model.weights.Initialization;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;

/** Rounds of a run's own network and wire on noise, timed. Lives on the driver. */
public final class RoundMeasurement {
  /** Low enough that noise does not make the loss diverge. */
  private static final double RATE = 1e-4;

  private final Session session;
  private final String engine;

  private RoundMeasurement(Session session, String engine) {
    this.session = session;
    this.engine = engine;
  }

  /**
   * On the executors of a session.
   *
   * @throws ConfigurationException where they do not agree on an engine
   */
  static RoundMeasurement on(Session session) {
    JavaRDD<WorkerShard> shards =
        NoiseShards.of(
            session.spark(),
            session.architecture(),
            session.request(),
            session.spark().defaultParallelism(),
            1);
    List<EngineOffer> offers =
        shards.map(WorkerShard::report).map(ShardReport::engine).distinct().collect();
    shards.unpersist(true);
    return new RoundMeasurement(session, AgreedEngine.of(offers, session.console()));
  }

  /** What computes. */
  String engine() {
    return engine;
  }

  /**
   * What workers of a run know, with batches of so many images.
   *
   * @param engine that they compute with, in words
   */
  public static TrainingSpec spec(Session session, String engine, int batchSize) {
    Settings settings = session.settings();
    Architecture architecture = session.architecture();
    float[] half = new float[architecture.input().channels()];
    Arrays.fill(half, 0.5f);
    return new TrainingSpec(
        new NetworkSpec(
            architecture,
            new EngineSpec(session.request(), engine, settings.engine().threadsPerWorker())),
        new BatchSpec(
            new Normalization(half, half),
            Augmentation.NONE,
            settings.update().loss().labelSmoothing(),
            ClassBalance.NONE,
            batchSize,
            1,
            settings.seed()),
        new UpdateSpec(
            settings.optimizer(),
            settings.rateFactors(architecture),
            new Schedule.Constant(RATE),
            settings.averaging().optimizerState()),
        settings.averaging().wire());
  }

  /**
   * Runs rounds, of which the first are not timed.
   *
   * @param steps of each worker in a round
   * @param warmUp rounds
   * @param repetitions that are timed
   */
  Rounded rounds(int workers, int batchSize, int steps, int warmUp, int repetitions) {
    TrainingSpec spec = spec(session, engine, batchSize);
    JavaRDD<WorkerShard> shards =
        NoiseShards.of(
            session.spark(), session.architecture(), session.request(), workers, batchSize * steps);
    Broadcast<TrainingSpec> sent = session.spark().broadcast(spec);
    try {
      int slices = Rounds.slices(session.spark().defaultParallelism());
      Rounds rounds = new Rounds(session.spark(), shards, sent, slices);
      RoundPlan plan = new RoundPlan(1, 0, 0, (long) workers * batchSize * steps, 0, steps);
      float[] state = state(spec);
      List<RoundMetrics> measured = new ArrayList<>();
      for (int i = 0; i < warmUp + repetitions; i++) {
        Rounds.Averaged round = rounds.run(plan, state);
        if (i >= warmUp) {
          round.metrics().ifPresent(measured::add);
        }
      }
      return Rounded.of(measured);
    } finally {
      shards.unpersist(true);
      sent.destroy(true);
    }
  }

  private float[] state(TrainingSpec spec) {
    return Arrays.copyOf(
        Initialization.initialize(session.architecture(), session.settings().seed()).values(),
        spec.state().size());
  }

  /** Rounds that were timed, at least one. */
  record Rounded(List<RoundMetrics> rounds) {
    static Rounded of(List<RoundMetrics> rounds) {
      if (rounds.isEmpty()) {
        throw new ConfigurationException(
            "Spark has lost count of every round that was to be measured; measure on a quiet machine,"
                + " or give costs with --costs");
      }
      return new Rounded(rounds);
    }

    /** The median over the rounds. */
    double median(ToDoubleFunction<RoundMetrics> part) {
      double[] values = rounds.stream().mapToDouble(part).sorted().toArray();
      return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
    }
  }
}
