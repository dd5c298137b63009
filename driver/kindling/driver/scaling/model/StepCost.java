package kindling.driver.scaling.model;

/**
 * What training steps cost an executor, in seconds.
 *
 * @param batchSize images of a batch when it was measured
 * @param workersAtOnce of a machine that trained when {@code sharedSeconds} was measured
 * @param aloneSeconds forward and backward of a batch on a machine with one worker
 * @param sharedSeconds the same with the others beside it
 * @param updateSeconds of the weights, once a step
 */
public record StepCost(
    int batchSize,
    int workersAtOnce,
    double aloneSeconds,
    double sharedSeconds,
    double updateSeconds) {

  boolean isWhole() {
    return batchSize > 0
        && workersAtOnce > 0
        && aloneSeconds > 0
        && sharedSeconds > 0
        && updateSeconds >= 0;
  }

  /**
   * Forward and backward of an image on one of a machine's workers, which have a core or more each:
   * between the two measured costs in proportion to the number of workers, and no more than the
   * larger.
   */
  double imageSeconds(int workers) {
    double others = Math.max(0, workers - 1);
    double crowding = workersAtOnce < 2 ? 0 : Math.min(1, others / (workersAtOnce - 1));
    return (aloneSeconds + crowding * Math.max(0, sharedSeconds - aloneSeconds)) / batchSize;
  }
}
