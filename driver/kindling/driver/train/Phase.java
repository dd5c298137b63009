package kindling.driver.train;

import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import kindling.driver.train.plan.RoundPlan;
import kindling.driver.train.round.DivergedException;
import kindling.driver.train.round.Rounds;
import kindling.model.scores.Scores;

/**
 * What some epochs of a run train, and on what: the whole network, or what follows its frozen part.
 * Lives on the driver.
 *
 * @param part the trained network's state out of the whole network's
 * @param joined the whole network's state, as it was, with the trained network's in its place
 * @param validation scores of the whole network's state
 * @param release lets the executors forget what they keep for it alone
 */
record Phase(
    Rounds rounds,
    UnaryOperator<float[]> part,
    BinaryOperator<float[]> joined,
    Function<float[], Scores> validation,
    Runnable release)
    implements AutoCloseable {

  /**
   * The whole network's state with the trained network's running statistics estimated anew.
   *
   * @param epoch whose first batches are taken
   * @param batches of each worker, at most
   */
  float[] reestimated(int epoch, int batches, float[] state) {
    return joined.apply(state, rounds.statistics().into(part.apply(state), epoch, batches));
  }

  /**
   * A round from the whole network's state to its state after it.
   *
   * @throws DivergedException when a worker's loss was not finite
   */
  Rounds.Averaged run(RoundPlan plan, float[] state) {
    Rounds.Averaged averaged = rounds.run(plan, part.apply(state));
    return new Rounds.Averaged(
        joined.apply(state, averaged.state()), averaged.training(), averaged.metrics());
  }

  @Override
  public void close() {
    release.run();
  }
}
