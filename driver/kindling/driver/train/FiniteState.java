package kindling.driver.train;

import java.util.Locale;
import java.util.Optional;
import kindling.driver.run.checkpoint.Checkpoint;
import kindling.driver.train.round.DivergedException;
import kindling.model.averaging.StateLayout;
import kindling.model.scores.Scores;

/**
 * Stops a run whose state holds what is no number, before anything of it is written: a finite loss
 * does not tell of the update that follows it. Lives on the driver.
 *
 * @param layout of the state
 */
record FiniteState(StateLayout layout) {
  private static final String ADVICE = ". Lower schedule.rate or warm up for longer.";

  /**
   * The checkpoint, where its weights, the optimizer's state and the mean of the weights are
   * finite.
   *
   * @param after what they come from, in words
   * @throws DivergedException where they are not
   */
  Checkpoint of(Checkpoint checkpoint, String after) {
    Optional<String> broken = layout.notFinite(checkpoint.state());
    if (broken.isEmpty() && checkpoint.mean().mass() != 0) {
      broken = layout.weights().notFinite(checkpoint.mean().values()).map("the mean of "::concat);
    }
    if (broken.isPresent()) {
      throw new DivergedException(
          String.format(
              Locale.ROOT, "not finite any more after %s: %s%s", after, broken.get(), ADVICE));
    }
    return checkpoint;
  }

  /**
   * The scores, where their loss is finite.
   *
   * @throws DivergedException where it is not
   */
  Scores of(Scores scores, int epoch) {
    if (!Double.isFinite(scores.loss())) {
      throw new DivergedException(
          String.format(
              Locale.ROOT,
              "the validation loss of epoch %d is not finite (%s)%s",
              epoch,
              scores.loss(),
              ADVICE));
    }
    return scores;
  }
}
