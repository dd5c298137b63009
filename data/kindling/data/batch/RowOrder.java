package kindling.data.batch;

import kindling.data.Batches;
import kindling.data.Seeds;

/**
 * Which rows of a shard make up which batch: a pure function of (seed, epoch, shardSeed) and of the
 * classes' rates.
 */
final class RowOrder {
  private final int[] labels;
  private final double[] rates;
  private final long seed;
  private final long shardSeed;
  private int epoch = -1;
  private int[] order;
  private int[] repeats;

  /**
   * The order of a shard.
   *
   * @param labels of its rows
   * @param rates of the classes, by {@link Sampling#rates}
   */
  RowOrder(int[] labels, double[] rates, long seed, long shardSeed) {
    this.labels = labels;
    this.rates = rates;
    this.seed = seed;
    this.shardSeed = shardSeed;
  }

  /** The rows of the index-th batch of the epoch's order. */
  int[] shuffled(int of, int batchSize, int index) {
    shuffle(of);
    return taken(order, batchSize, index);
  }

  /** How often each row of that batch came before it in the epoch. */
  int[] repeats(int of, int batchSize, int index) {
    shuffle(of);
    return taken(repeats, batchSize, index);
  }

  private void shuffle(int of) {
    if (of == epoch) {
      return;
    }
    long orderSeed = Seeds.of(seed, Seeds.ORDER, of, shardSeed);
    order =
        rates.length == 0
            ? Seeds.permutation(labels.length, orderSeed)
            : ClassDraws.draw(labels, rates, orderSeed);
    repeats = new int[order.length];
    int[] before = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      repeats[i] = before[order[i]]++;
    }
    epoch = of;
  }

  private int[] taken(int[] from, int batchSize, int index) {
    int[] positions = asStored(batchSize, index);
    for (int i = 0; i < positions.length; i++) {
      positions[i] = from[positions[i]];
    }
    return positions;
  }

  /** The rows of the index-th batch in the order of the shard. */
  int[] asStored(int batchSize, int index) {
    int count = Batches.count(labels.length, batchSize);
    if (index < 0 || index >= count) {
      throw new IllegalArgumentException(
          "expected the index of one of " + count + " batches, found " + index);
    }
    int from = Batches.start(labels.length, count, index);
    int[] rows = new int[Batches.start(labels.length, count, index + 1) - from];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = from + i;
    }
    return rows;
  }
}
