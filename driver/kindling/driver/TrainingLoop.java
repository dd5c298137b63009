package kindling.driver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kindling.model.Scores;

/**
 * The training loop: epochs of rounds, each epoch scored on the validation split and checkpointed.
 * Runs on the driver.
 *
 * <p>After McMahan et al., "Communication-Efficient Learning of Deep Networks from Decentralized
 * Data", 2017, algorithm 1, with every worker taking part in every round.
 */
final class TrainingLoop {
  private final TrainingSpec spec;
  private final EpochPlan plan;
  private final Rounds rounds;
  private final Scoring scoring;
  private final ShardedSplit validation;
  private final RunFolder folder;
  private final Console console;

  TrainingLoop(
      TrainingSpec spec,
      EpochPlan plan,
      Rounds rounds,
      Scoring scoring,
      ShardedSplit validation,
      RunFolder folder,
      Console console) {
    this.spec = spec;
    this.plan = plan;
    this.rounds = rounds;
    this.scoring = scoring;
    this.validation = validation;
    this.folder = folder;
    this.console = console;
  }

  /**
   * Trains up to and including the given epoch and returns the last checkpoint.
   *
   * @throws DivergedException when a loss is not finite; the checkpoints before stay
   */
  Checkpoint run(Checkpoint start, int epochs) {
    Checkpoint checkpoint = start;
    while (checkpoint.epoch() < epochs) {
      checkpoint = epoch(checkpoint);
      folder.write(checkpoint);
      console.row(checkpoint.metrics().get(checkpoint.epoch() - 1));
    }
    return checkpoint;
  }

  private Checkpoint epoch(Checkpoint before) {
    int epoch = before.epoch() + 1;
    float[] state = before.state();
    Scores training = new Scores(spec.architecture().classes());
    List<RoundMetrics> measured = new ArrayList<>();
    Stopwatch trainingTime = Stopwatch.start();
    try (Progress progress = console.progress("epoch " + epoch, plan.examples())) {
      for (RoundPlan round : plan.of(epoch)) {
        Rounds.Averaged averaged = rounds.run(round, state);
        state = averaged.state();
        training = Scores.merge(training, averaged.training());
        averaged.metrics().ifPresent(measured::add);
        progress.advance(round.examples());
      }
    }
    double trainingSeconds = trainingTime.seconds();
    Stopwatch scoringTime = Stopwatch.start();
    Scores validated =
        scoring.score("validation", validation.shards(), Arrays.copyOf(state, spec.weightsSize()));
    EpochMetrics metrics =
        EpochMetrics.of(
            epoch,
            epoch * plan.examples(),
            plan.rounds(),
            spec.schedule().rate(epoch * plan.examples()),
            training,
            validated,
            trainingSeconds,
            scoringTime.seconds(),
            measured.isEmpty() ? null : RoundMetrics.mean(measured));
    return before.after(state, metrics);
  }
}
