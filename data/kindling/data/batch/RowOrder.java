package kindling.data.batch;

import kindling.data.Batches;
import kindling.data.Seeds;

/** Which rows of a shard make up which batch: a pure function of (seed, epoch, shardSeed). */
final class RowOrder {
  private final int size;
  private final long seed;
  private final long shardSeed;
  private int epoch = -1;
  private int[] order;

  RowOrder(int size, long seed, long shardSeed) {
    this.size = size;
    this.seed = seed;
    this.shardSeed = shardSeed;
  }

  /** The rows of the index-th batch of the epoch's order. */
  int[] shuffled(int of, int batchSize, int index) {
    if (of != epoch) {
      order = Seeds.permutation(size, Seeds.of(seed, Seeds.ORDER, of, shardSeed));
      epoch = of;
    }
    int[] rows = asStored(batchSize, index);
    for (int i = 0; i < rows.length; i++) {
      rows[i] = order[rows[i]];
    }
    return rows;
  }

  /** The rows of the index-th batch in the order of the shard. */
  int[] asStored(int batchSize, int index) {
    int count = Batches.count(size, batchSize);
    if (index < 0 || index >= count) {
      throw new IllegalArgumentException(
          "expected the index of one of " + count + " batches, found " + index);
    }
    int from = Batches.start(size, count, index);
    int[] rows = new int[Batches.start(size, count, index + 1) - from];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = from + i;
    }
    return rows;
  }
}
