package kindling.driver.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import kindling.driver.run.RunFolder;
import kindling.driver.run.checkpoint.Checkpoint;
import kindling.driver.run.folder.Json;
import kindling.driver.run.folder.RunFolderException;
import kindling.driver.run.metrics.RoundMetrics;
import kindling.driver.train.plan.EpochPlan;
import kindling.driver.train.plan.RoundPlan;

/**
 * What a round costs on this cluster, and the fewest local steps for which averaging takes no more
 * than a share of the time. Measured once, at a run's start, and kept in its folder: results depend
 * on the K that was chosen, and on nothing else of it. Lives on the driver.
 *
 * @param stepsPerRound the K that was chosen
 * @param averagingSeconds of a round, beside its steps
 * @param stepSeconds of a slot for a step of each worker that it serves
 */
record RoundCost(int stepsPerRound, double averagingSeconds, double stepSeconds) {
  private static final String FILE = "steps-per-round.json";
  private static final int STEPS = 4;
  private static final int ROUNDS = 3;

  /** When no measurement came through. */
  private static final int UNKNOWN = 16;

  /**
   * What the run's folder holds of it; else measured now and kept there.
   *
   * @param share of the time, between 0 and 1, that averaging may take
   * @param plan of the run, whose epoch is the most that K may be
   * @throws RunFolderException where a run that has begun has lost it
   */
  static RoundCost of(
      double share, EpochPlan plan, Phases phases, RunFolder folder, Checkpoint start) {
    String known = folder.readText(FILE);
    if (!known.isEmpty()) {
      return read(known, folder);
    }
    if (start.epoch() > 0 || start.soFar().rounds() > 0) {
      throw new RunFolderException(
          String.format(
              Locale.ROOT,
              "%s in %s is gone: it holds the steps-per-round that this run has chosen. Put it back, or"
                  + " start anew in another run.dir.",
              FILE,
              folder.path()));
    }
    int epoch = start.epoch() + 1;
    RoundCost measured =
        measure(share, plan, phases.of(epoch, start.state()), epoch, start.state());
    folder.writeText(FILE, Json.pretty(measured) + "\n");
    return measured;
  }

  private static RoundCost read(String text, RunFolder folder) {
    RoundCost kept = null;
    try {
      kept = Json.read(text, RoundCost.class);
    } catch (JsonProcessingException e) {
      // Told below, as for one that lacks something.
    }
    if (kept == null || kept.stepsPerRound < 1) {
      throw new RunFolderException(
          String.format(
              Locale.ROOT,
              "%s in %s: expected steps_per_round of at least 1, found %s. Put the file back as it was.",
              FILE,
              folder.path(),
              text.strip()));
    }
    return kept;
  }

  /**
   * Measures rounds whose outcome is let go of.
   *
   * @param epoch that they are of
   * @param state that they start from
   */
  private static RoundCost measure(
      double share, EpochPlan plan, Phase phase, int epoch, float[] state) {
    RoundPlan round =
        new EpochPlan(plan.shardSizes(), plan.batchSize(), plan.accumulate(), STEPS)
            .of(epoch)
            .get(0);
    // The first builds the networks.
    phase.run(round, state);
    List<RoundMetrics> measured = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      Optional<RoundMetrics> metrics = phase.run(round, state).metrics();
      metrics.ifPresent(measured::add);
    }
    return measured.isEmpty()
        ? new RoundCost(Math.min(UNKNOWN, plan.steps()), 0, 0)
        : of(share, round.steps(), plan.steps(), RoundMetrics.mean(measured));
  }

  /**
   * K from the mean round.
   *
   * @param steps of that round
   * @param most steps that K may be
   */
  static RoundCost of(double share, int steps, int most, RoundMetrics round) {
    double stepping = round.inputWaitSeconds() + round.engineSeconds() + round.optimizerSeconds();
    double averaging = Math.max(0, round.seconds() - stepping);
    double step = stepping / steps;
    double fewest = Math.ceil(averaging * (1 - share) / (share * step));
    return new RoundCost((int) Math.max(1, Math.min(most, fewest)), averaging, step);
  }
}
