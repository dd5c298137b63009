package kindling.driver.prepare;

import java.util.Locale;
import kindling.data.Batches;
import kindling.data.Seeds;
import kindling.data.source.Examples;
import kindling.data.source.SplitFiles;

/**
 * A split as it is cut into shards: the examples in an order that a seed draws over all of them, in
 * runs whose lengths differ by at most one.
 *
 * @param name that its files begin with
 * @param found where it was
 * @param positions of the examples in the shuffled order
 * @param shards at least one
 */
record PreparedSplit(
    String name, SplitFiles found, Examples examples, int[] positions, int shards) {

  /**
   * Plans a split.
   *
   * @param perShard images of a shard at most
   */
  static PreparedSplit of(
      String name, SplitFiles found, Examples examples, long seed, int perShard) {
    int[] order =
        Seeds.permutation(examples.size(), Seeds.of(seed, Seeds.PREPARED_ORDER, name.hashCode()));
    int[] positions = new int[order.length];
    for (int position = 0; position < order.length; position++) {
      positions[order[position]] = position;
    }
    int shards = Batches.count(examples.size(), perShard);
    return new PreparedSplit(name, found, examples, positions, shards);
  }

  /** The name of a shard's file. */
  String file(int shard) {
    return String.format(Locale.ROOT, "%s-%05d-of-%05d.parquet", name, shard, shards);
  }
}
