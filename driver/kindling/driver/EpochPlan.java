package kindling.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How an epoch is cut into rounds: every worker goes once through its shard, K steps a round. A
 * worker that has run out of batches sits the remaining rounds out. A pure function of the shards'
 * sizes.
 *
 * @param shardSizes examples of each worker
 * @param batchSize examples of a batch at most
 * @param accumulate batches of a step at most
 * @param stepsPerRound K
 */
record EpochPlan(List<Integer> shardSizes, int batchSize, int accumulate, int stepsPerRound) {
  /** A batch is a step. */
  EpochPlan(List<Integer> shardSizes, int batchSize, int stepsPerRound) {
    this(shardSizes, batchSize, 1, stepsPerRound);
  }

  private Stream<ShardPlan> shards() {
    return shardSizes.stream().map(size -> new ShardPlan(size, batchSize, accumulate));
  }

  int rounds() {
    int steps = shards().mapToInt(ShardPlan::steps).max().orElseThrow();
    return (steps + stepsPerRound - 1) / stepsPerRound;
  }

  long examples() {
    return shardSizes.stream().mapToLong(Integer::longValue).sum();
  }

  /**
   * The rounds of an epoch, in order.
   *
   * @param epoch counted from 1
   */
  List<RoundPlan> of(int epoch) {
    List<RoundPlan> plans = new ArrayList<>();
    long before = (epoch - 1) * examples();
    for (int round = 0; round < rounds(); round++) {
      long examples = 0;
      int steps = 0;
      for (ShardPlan shard : shards().toList()) {
        int first = Math.min(round * stepsPerRound, shard.steps());
        int end = Math.min(first + stepsPerRound, shard.steps());
        examples += shard.firstExample(end) - shard.firstExample(first);
        steps = Math.max(steps, end - first);
      }
      plans.add(new RoundPlan(epoch, round, before, examples, round * stepsPerRound, steps));
      before += examples;
    }
    return plans;
  }
}
