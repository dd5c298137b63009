package kindling.driver.prepare;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.Partitioner;

/** Sends positions of a split's shuffled order to the shards that are to be written. */
final class ShardPartitioner extends Partitioner {
  private static final long serialVersionUID = 1L;

  private final int examples;
  private final int shards;

  /** By shard; -1 where the shard is there already. */
  private final int[] partitions;

  private final int count;

  private ShardPartitioner(int examples, int shards, int[] partitions, int count) {
    this.examples = examples;
    this.shards = shards;
    this.partitions = partitions;
    this.count = count;
  }

  /** One that gives each of the shards a partition, in their order. */
  static ShardPartitioner of(PreparedSplit split, List<Integer> shards) {
    int[] partitions = new int[split.shards()];
    Arrays.fill(partitions, -1);
    for (int i = 0; i < shards.size(); i++) {
      partitions[shards.get(i)] = i;
    }
    return new ShardPartitioner(split.examples().size(), split.shards(), partitions, shards.size());
  }

  /** Whether a position is in one of the shards. */
  boolean takes(int position) {
    return partitions[shardOf(position)] >= 0;
  }

  /** The shard whose run of positions, as {@link kindling.data.Batches} cuts them, holds this. */
  private int shardOf(int position) {
    return (int) ((((long) position + 1) * shards - 1) / examples);
  }

  @Override
  public int numPartitions() {
    return count;
  }

  @Override
  public int getPartition(Object position) {
    return partitions[shardOf((Integer) position)];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ShardPartitioner same
        && examples == same.examples
        && Arrays.equals(partitions, same.partitions);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(partitions);
  }
}
