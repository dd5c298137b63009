package kindling.driver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kindling.driver.averaging.OuterStep;
import kindling.model.Scores;

/**
 * The training loop: epochs of rounds, each epoch scored on the validation split and checkpointed.
 * Runs on the driver.
 *
 * <p>After McMahan et al., "Communication-Efficient Learning of Deep Networks from Decentralized
 * Data", 2017, algorithm 1, with every worker taking part in every round.
 */
final class TrainingLoop {
  private static final String MOMENTUM = "outer.momentum";

  private final TrainingSpec spec;
  private final EpochPlan plan;
  private final Plateau plateau;
  private final MeanSettings mean;
  private final Phases phases;
  private final RunFolder folder;
  private final AveragingSettings averaging;
  private final EarlyStopping stopping;
  private final int checkpointRounds;
  private final Console console;

  TrainingLoop(
      TrainingSpec spec,
      EpochPlan plan,
      Phases phases,
      RunFolder folder,
      Settings settings,
      Console console) {
    this.spec = spec;
    this.plan = plan;
    this.plateau = settings.schedule().plateau();
    this.mean = settings.mean();
    this.phases = phases;
    this.folder = folder;
    this.averaging = settings.averaging();
    this.stopping = settings.earlyStopping();
    this.checkpointRounds = settings.run().checkpointRounds();
    this.console = console;
  }

  /**
   * Trains up to and including the given epoch, or until early stopping, and returns the last
   * checkpoint.
   *
   * @throws DivergedException when a loss is not finite; the checkpoints before stay
   */
  Checkpoint run(Checkpoint start, int epochs) {
    Checkpoint checkpoint = start;
    while (checkpoint.epoch() < epochs && stopping.reason(checkpoint.metrics()).isEmpty()) {
      checkpoint = epoch(checkpoint, epochs);
      folder.write(checkpoint);
      console.row(checkpoint.metrics().get(checkpoint.epoch() - 1));
    }
    return checkpoint;
  }

  /** The same with the weights that are scored: the mean's, where one is kept. */
  Checkpoint scored(Checkpoint last) {
    return last.mean().mass() == 0
        ? last
        : scored(last, last.epoch(), phases.of(last.epoch(), last.state()));
  }

  private Checkpoint scored(Checkpoint trained, int epoch, Phase phase) {
    if (trained.mean().mass() == 0) {
      return trained;
    }
    Checkpoint averaged = trained.with(trained.mean().values());
    if (mean.statistics() == NormStatistics.AVERAGED) {
      return averaged;
    }
    float[] state = phase.reestimated(epoch, Integer.MAX_VALUE, averaged.state());
    return averaged.with(Arrays.copyOf(state, spec.weightsSize()));
  }

  private Checkpoint epoch(Checkpoint before, int epochs) {
    int epoch = before.epoch() + 1;
    List<RoundPlan> plans = plan.of(epoch);
    double rateFactor = plateau.factorAfter(before.metrics());
    List<RoundMetrics> measured = new ArrayList<>();
    Checkpoint now = before;
    Phase phase = phases.of(epoch, before.state());
    try (Progress progress = console.progress("epoch " + epoch, plan.examples())) {
      progress.advance(now.soFar().training().count());
      while (now.soFar().rounds() < plans.size()) {
        RoundPlan round = plans.get(now.soFar().rounds()).at(rateFactor);
        Stopwatch time = Stopwatch.start();
        Rounds.Averaged averaged = phase.run(round, now.state());
        now = moved(now, round, averaged, time);
        now = now.with(mean.afterRound(now.mean(), round, now.state(), spec.weightsSize()));
        averaged.metrics().ifPresent(measured::add);
        progress.advance(round.examples());
        if (checkpointed(now.soFar().rounds(), plans.size())) {
          folder.write(now);
        }
      }
    }
    if (averaging.reestimates()) {
      now = now.with(phase.reestimated(epoch, averaging.normBatches(), now.state()));
    }
    now = now.with(mean.afterEpoch(now.mean(), epoch, epochs, now.state(), spec.weightsSize()));
    return now.afterEpoch(metrics(epoch, plans.size(), rateFactor, phase, now, measured));
  }

  /** The checkpoint after a round: the outer step from its start to its average. */
  private Checkpoint moved(
      Checkpoint before, RoundPlan round, Rounds.Averaged averaged, Stopwatch time) {
    OuterStep outer = averaging.outer();
    int size = outer.momentumSize(spec.architecture().layout().parameters());
    OuterStep.Moved moved =
        outer.move(
            before.state(),
            averaged.state(),
            before.driver().vector(MOMENTUM, size),
            round.meanRate(spec.schedule()));
    return before.afterRound(
        moved.state(),
        before.driver().with(MOMENTUM, moved.momentum()),
        averaged.training(),
        time.seconds());
  }

  /** Whether a checkpoint follows so many rounds; the one after the last waits for the scores. */
  private boolean checkpointed(int rounds, int all) {
    return checkpointRounds > 0 && rounds % checkpointRounds == 0 && rounds < all;
  }

  private EpochMetrics metrics(
      int epoch,
      int rounds,
      double rateFactor,
      Phase phase,
      Checkpoint trained,
      List<RoundMetrics> measured) {
    Stopwatch scoringTime = Stopwatch.start();
    Scores validated = phase.validation().apply(scored(trained, epoch, phase).state());
    return EpochMetrics.of(
        epoch,
        epoch * plan.examples(),
        rounds,
        rateFactor * spec.schedule().rate(epoch * plan.examples()),
        Scores.of(trained.soFar().training()),
        validated,
        trained.soFar().trainingSeconds(),
        scoringTime.seconds(),
        measured.isEmpty() ? null : RoundMetrics.mean(measured));
  }
}
