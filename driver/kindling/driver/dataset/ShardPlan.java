package kindling.driver.dataset;

import kindling.data.Batches;

/**
 * How a worker's epoch is cut: its examples into batches, and these into optimizer steps, so that
 * the sizes of any two batches and the batches of any two steps differ by at most one.
 *
 * @param examples of the shard
 * @param batchSize examples of a batch at most
 * @param accumulate batches of a step at most
 */
public record ShardPlan(int examples, int batchSize, int accumulate) {
  /** Of an epoch. */
  public int batches() {
    return Batches.count(examples, batchSize);
  }

  /** Of an epoch. */
  public int steps() {
    return Batches.count(batches(), accumulate);
  }

  /** The index of a step's first batch; that of step {@link #steps} is the number of batches. */
  public int firstBatch(int step) {
    return Batches.start(batches(), steps(), step);
  }

  /** The position of a step's first example in the epoch's order. */
  public int firstExample(int step) {
    return Batches.start(examples, batches(), firstBatch(step));
  }
}
