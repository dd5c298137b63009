package kindling.driver.scaling.measure;

import java.util.Locale;
import kindling.driver.cluster.Console;
import kindling.driver.evaluate.Session;
import kindling.driver.run.metrics.RoundMetrics;
import kindling.driver.scaling.measure.RoundMeasurement.Rounded;
import kindling.driver.scaling.model.AveragingCost;
import kindling.driver.scaling.model.Costs;
import kindling.driver.scaling.model.InputCost;
import kindling.driver.scaling.model.StepCost;
import kindling.driver.train.round.Rounds;

/**
 * Measures what training costs on a cluster, on the run's own network and wire, by rounds of one
 * worker and of as many as there are slots. Lives on the driver.
 */
public final class CostMeasurement {
  private static final int STEPS = 4;
  private static final int FEW_IMAGES = 2;
  private static final int WARM_UP = 3;
  private static final int SHORT_ROUNDS = 9;
  private static final int WAVES = 4;

  private CostMeasurement() {}

  /**
   * Measures everything but the disk.
   *
   * @param repetitions of rounds with whole batches
   */
  public static Costs of(Session session, InputCost input, int repetitions) {
    Console console = session.console();
    RoundMeasurement rounds = RoundMeasurement.on(session);
    ClusterMachines machines = ClusterMachines.of(session.spark());
    console.remark(
        "measuring %s with %s on %d machine(s) of %d cores",
        session.architecture().name(), rounds.engine(), machines.count(), machines.cores());
    int slots =
        Math.max(
            1,
            session.spark().defaultParallelism() / session.settings().engine().threadsPerWorker());
    return new Costs(
        String.format(
            Locale.ROOT,
            "%s, %d machine(s) of %d cores",
            session.spark().master(),
            machines.count(),
            machines.cores()),
        session.architecture().name(),
        rounds.engine(),
        machines.cores(),
        step(rounds, session.settings().workload().batchSize(), slots, machines, repetitions),
        averaging(rounds, slots, TaskCost.measure(session)),
        input,
        0);
  }

  private static StepCost step(
      RoundMeasurement rounds,
      int batchSize,
      int slots,
      ClusterMachines machines,
      int repetitions) {
    Rounded alone = rounds.rounds(1, batchSize, STEPS, 1, repetitions);
    Rounded shared = slots == 1 ? alone : rounds.rounds(slots, batchSize, STEPS, 1, repetitions);
    return new StepCost(
        batchSize,
        Math.max(1, slots / machines.count()),
        alone.median(RoundMetrics::engineSeconds) / STEPS,
        shared.median(RoundMetrics::engineSeconds) / STEPS,
        shared.median(RoundMetrics::optimizerSeconds) / STEPS);
  }

  private static AveragingCost averaging(RoundMeasurement rounds, int slots, double taskSeconds) {
    Rounded few = rounds.rounds(slots, FEW_IMAGES, 1, WARM_UP, SHORT_ROUNDS);
    Rounded many = rounds.rounds(WAVES * slots, FEW_IMAGES, 1, WARM_UP, SHORT_ROUNDS);
    double merge = few.median(RoundMetrics::mergeSeconds);
    int mergedAtOnce = Rounds.slices(slots);
    double mergeOfWorker =
        Math.max(0, many.median(RoundMetrics::mergeSeconds) - merge)
            * mergedAtOnce
            / ((WAVES - 1) * slots);
    double launch =
        few.median(RoundMetrics::idleSeconds)
            + few.median(RoundMetrics::otherSeconds)
            + Math.max(0, merge - mergeOfWorker * slots / mergedAtOnce);
    return new AveragingCost(
        few.median(RoundMetrics::broadcastSeconds),
        few.median(RoundMetrics::fetchSeconds),
        few.median(RoundMetrics::taskSeconds),
        mergeOfWorker,
        Math.max(0, launch),
        taskSeconds);
  }
}
