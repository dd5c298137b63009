package kindling.driver.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import kindling.data.Batches;
import kindling.data.files.Tally;
import kindling.data.source.Example;
import kindling.data.source.Examples;
import kindling.data.source.SplitFiles;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ShardPartitionerTest {
  private static PreparedSplit split(int examples, int perShard, long seed) {
    List<Example> all = new ArrayList<>();
    for (int i = 0; i < examples; i++) {
      all.add(new Example(i, 0, "file:/images/" + i, ""));
    }
    return PreparedSplit.of(
        "train", new SplitFiles("images", new Tally()), Examples.of(all), seed, perShard);
  }

  @Property
  void everyPositionIsInTheShardWhoseRunHoldsIt(
      @ForAll @IntRange(min = 1, max = 3000) int examples,
      @ForAll @IntRange(min = 1, max = 200) int perShard) {
    PreparedSplit split = split(examples, perShard, 1);
    List<Integer> odd = new ArrayList<>();
    for (int shard = 1; shard < split.shards(); shard += 2) {
      odd.add(shard);
    }
    ShardPartitioner partitioner = ShardPartitioner.of(split, odd);

    assertThat(partitioner.numPartitions()).isEqualTo(odd.size());
    for (int shard = 0; shard < split.shards(); shard++) {
      int from = Batches.start(examples, split.shards(), shard);
      int to = Batches.start(examples, split.shards(), shard + 1);
      assertThat(to - from).isBetween(1, perShard);
      for (int position = from; position < to; position++) {
        assertThat(partitioner.takes(position)).isEqualTo(shard % 2 == 1);
        if (shard % 2 == 1) {
          assertThat(partitioner.getPartition(position)).isEqualTo(shard / 2);
        }
      }
    }
  }

  @Property
  void positionsAreAnOrderThatTheSeedDraws(
      @ForAll @IntRange(min = 1, max = 500) int examples, @ForAll long seed) {
    TreeSet<Integer> positions = new TreeSet<>();
    for (int position : split(examples, 10, seed).positions()) {
      positions.add(position);
    }

    assertThat(positions).hasSize(examples);
    assertThat(positions.first()).isZero();
    assertThat(positions.last()).isEqualTo(examples - 1);
    assertThat(split(examples, 7, seed).positions())
        .isEqualTo(split(examples, 10, seed).positions());
  }
}
