package kindling.driver.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import kindling.driver.cluster.Console;
import kindling.driver.cluster.Progress;
import kindling.driver.cluster.Stopwatch;
import kindling.driver.config.settings.Settings;
import kindling.driver.config.settings.TrainingSizes;
import kindling.driver.config.training.AveragingSettings;
import kindling.driver.config.training.EarlyStopping;
import kindling.driver.config.training.MeanSettings;
import kindling.driver.config.training.Plateau;
import kindling.driver.run.RunFolder;
import kindling.driver.run.checkpoint.Checkpoint;
import kindling.driver.run.folder.RunFolderException;
import kindling.driver.run.metrics.EpochMetrics;
import kindling.driver.run.metrics.EpochTable;
import kindling.driver.run.metrics.RoundMetrics;
import kindling.driver.train.plan.EpochPlan;
import kindling.driver.train.plan.RoundPlan;
import kindling.driver.train.plan.TrainingSpec;
import kindling.driver.train.round.DivergedException;
import kindling.driver.train.round.Rounds;
import kindling.model.averaging.NormStatistics;
import kindling.model.averaging.OuterStep;
import kindling.model.scores.Scores;

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
  private final int epochs;
  private final TrainingSizes sizes;
  private final Plateau plateau;
  private final MeanSettings mean;
  private final Phases phases;
  private final RunFolder folder;
  private final Journal journal;
  private final AveragingSettings averaging;
  private final EarlyStopping stopping;
  private final int checkpointRounds;
  private final Console console;
  private final EpochTable table;
  private final FiniteState finite;
  private Checkpoint newest;
  private Checkpoint written;

  TrainingLoop(
      TrainingSpec spec,
      EpochPlan plan,
      Phases phases,
      RunFolder folder,
      Journal journal,
      Settings settings,
      Console console) {
    this.spec = spec;
    this.finite = new FiniteState(spec.state());
    this.plan = plan;
    this.epochs = settings.workload().epochs();
    this.sizes = settings.input().sizes();
    this.plateau = settings.update().schedule().plateau();
    this.mean = settings.scoring().mean();
    this.phases = phases;
    this.folder = folder;
    this.journal = journal;
    this.averaging = settings.averaging();
    this.stopping = settings.scoring().earlyStopping();
    this.checkpointRounds = settings.run().checkpointRounds();
    this.console = console;
    this.table = new EpochTable(line -> console.result("%s", line));
  }

  /**
   * Trains up to and including the given epoch, or until early stopping, and returns the last
   * checkpoint. Where it is ended by something else, the last whole round is checkpointed.
   *
   * @throws DivergedException when a loss or a weight is not finite; the checkpoints before stay
   */
  Checkpoint run(Checkpoint start, int last) {
    Checkpoint checkpoint = start;
    newest = start;
    written = start;
    try {
      while (checkpoint.epoch() < last && !stops(checkpoint)) {
        checkpoint = epoch(checkpoint);
      }
    } catch (DivergedException e) {
      journal.diverged();
      throw e;
    } catch (RunFolderException e) {
      throw e;
    } catch (Throwable e) {
      keepNewest(e);
      throw e;
    }
    return checkpoint;
  }

  private void keepNewest(Throwable failure) {
    if (newest == written) {
      return;
    }
    try {
      write(newest);
      console.remark("what was trained is kept in %s: --resume goes on from there", newest.name());
    } catch (RunFolderException e) {
      failure.addSuppressed(e);
    }
  }

  private boolean stops(Checkpoint checkpoint) {
    return stopping.reason(checkpoint.history().values(stopping.judge())).isPresent();
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
    return finite.of(
        averaged.with(Arrays.copyOf(state, spec.state().weightsSize())),
        "running statistics were estimated for the mean of the weights");
  }

  private Checkpoint epoch(Checkpoint before) {
    int epoch = before.epoch() + 1;
    List<RoundPlan> plans = plan.of(epoch);
    double rateFactor = plateau.factorAfter(before.history().values(plateau.metric()));
    List<RoundMetrics> measured = new ArrayList<>();
    Checkpoint now = before;
    Phase phase = phases.of(epoch, before.state());
    try (Progress progress = console.progress(title(epoch), plan.examples())) {
      progress.skip(now.soFar().training().count());
      while (now.soFar().rounds() < plans.size()) {
        RoundPlan round = plans.get(now.soFar().rounds()).at(rateFactor);
        Stopwatch time = Stopwatch.start();
        Rounds.Averaged averaged = phase.run(round, now.state());
        double seconds = time.seconds();
        now = applyOuterStep(now, round, averaged, seconds);
        now =
            now.with(
                mean.afterRound(
                    now.mean(), round.steps(), now.state(), spec.state().weightsSize()));
        newest =
            finite.of(
                now,
                String.format(
                    Locale.ROOT, "the update of epoch %d, round %d", epoch, round.round() + 1));
        double rate =
            rateFactor * spec.update().schedule().rate(round.examplesBefore() + round.examples());
        journal.round(averaged.line(round, rate, seconds));
        averaged.metrics().ifPresent(measured::add);
        progress.advance(round.examples());
        if (checkpointed(now.soFar().rounds(), plans.size())) {
          write(now);
        }
      }
    }
    if (averaging.reestimates()) {
      now = now.with(phase.reestimated(epoch, averaging.normBatches(), now.state()));
    }
    now =
        now.with(
            mean.afterEpoch(now.mean(), epoch, epochs, now.state(), spec.state().weightsSize()));
    finite.of(now, "the rounds of epoch " + epoch);
    return validated(epoch, plans.size(), rateFactor, phase, now, measured);
  }

  private String title(int epoch) {
    return "epoch " + epoch + sizes.of(epoch, epochs).map(size -> " (" + size + " px)").orElse("");
  }

  /** The checkpoint after a round: the outer step from its start to its average. */
  private Checkpoint applyOuterStep(
      Checkpoint before, RoundPlan round, Rounds.Averaged averaged, double seconds) {
    OuterStep outer = averaging.outer();
    int size = outer.momentumSize(spec.architecture().layout().parameters());
    OuterStep.Moved moved =
        outer.move(
            before.state(),
            averaged.state(),
            before.driver().vector(MOMENTUM, size),
            round.meanRate(spec.update().schedule()));
    return before.afterRound(
        moved.state(),
        before.driver().with(MOMENTUM, moved.momentum()),
        averaged.training(),
        seconds);
  }

  /** Whether a checkpoint follows so many rounds; the one after the last waits for the scores. */
  private boolean checkpointed(int rounds, int all) {
    return checkpointRounds > 0 && rounds % checkpointRounds == 0 && rounds < all;
  }

  private void write(Checkpoint checkpoint) {
    journal.beforeCheckpoint();
    folder.write(checkpoint);
    newest = checkpoint;
    written = checkpoint;
  }

  private Checkpoint validated(
      int epoch,
      int rounds,
      double rateFactor,
      Phase phase,
      Checkpoint trained,
      List<RoundMetrics> measured) {
    Stopwatch scoringTime = Stopwatch.start();
    Scores validated =
        finite.of(phase.validation().apply(scored(trained, epoch, phase).state()), epoch);
    EpochMetrics metrics =
        metrics(epoch, rounds, rateFactor, trained, validated, scoringTime.seconds(), measured);
    Checkpoint checkpoint = trained.afterEpoch(metrics);
    int best = stopping.judge().best(checkpoint.history().values(stopping.judge()));
    journal.scored(metrics, validated, best);
    write(checkpoint);
    table.row(metrics);
    journal.epoch(metrics, validated.mistakes());
    return checkpoint;
  }

  private EpochMetrics metrics(
      int epoch,
      int rounds,
      double rateFactor,
      Checkpoint trained,
      Scores validated,
      double scoringSeconds,
      List<RoundMetrics> measured) {
    return EpochMetrics.of(
            epoch,
            epoch * plan.examples(),
            rounds,
            rateFactor * spec.update().schedule().rate(epoch * plan.examples()),
            trained.soFar().training(),
            validated,
            trained.soFar().trainingSeconds(),
            scoringSeconds,
            measured.isEmpty() ? null : RoundMetrics.mean(measured))
        .withTrainingSize(sizes.of(epoch, epochs).orElse(null));
  }
}
