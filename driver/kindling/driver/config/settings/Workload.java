package kindling.driver.config.settings;

import kindling.driver.config.KeyReader;

/**
 * How much is trained and how it is cut.
 *
 * @param workers logical workers, whatever the number of executors
 * @param batchSize examples of one batch of one worker
 * @param accumulate batches of one step of one worker
 */
public record Workload(int workers, int epochs, int batchSize, int accumulate) {
  static Workload read(KeyReader keys) {
    return new Workload(
        keys.count("workers", 2, 1),
        keys.count("epochs", 10, 1),
        keys.count("batch-size", 64, 1),
        keys.count("accumulate", 1, 1));
  }

  /** Examples that one step of all workers together takes at most. */
  public long examplesPerStep() {
    return (long) workers * batchSize * accumulate;
  }
}
