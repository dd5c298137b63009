package kindling.driver.run.checkpoint;

import kindling.model.scores.ScoreSums;

/**
 * What an unfinished epoch has brought.
 *
 * @param rounds taken
 * @param training scores of their batches
 * @param trainingSeconds that they took
 */
public record EpochSoFar(int rounds, ScoreSums training, double trainingSeconds) {
  /** An epoch that has not begun. */
  public static final EpochSoFar NONE = new EpochSoFar(0, ScoreSums.NONE, 0);

  EpochSoFar after(ScoreSums round, double seconds) {
    return new EpochSoFar(rounds + 1, training.plus(round), trainingSeconds + seconds);
  }
}
