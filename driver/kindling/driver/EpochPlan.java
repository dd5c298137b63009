package kindling.driver;

import java.util.ArrayList;
import java.util.List;
import kindling.data.Batches;

/**
 * How an epoch is cut into rounds: every worker goes once through its shard, K batches a round. A
 * worker that has run out of batches sits the remaining rounds out. A pure function of the shards'
 * sizes.
 *
 * @param shardSizes examples of each worker
 * @param batchSize examples of a step at most
 * @param stepsPerRound K
 */
record EpochPlan(List<Integer> shardSizes, int batchSize, int stepsPerRound) {
  int rounds() {
    int steps = shardSizes.stream().mapToInt(n -> Batches.count(n, batchSize)).max().orElseThrow();
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
      for (int size : shardSizes) {
        int count = Batches.count(size, batchSize);
        int first = Math.min(round * stepsPerRound, count);
        int end = Math.min(first + stepsPerRound, count);
        examples += Batches.start(size, count, end) - Batches.start(size, count, first);
        steps = Math.max(steps, end - first);
      }
      plans.add(new RoundPlan(epoch, round, before, examples, round * stepsPerRound, steps));
      before += examples;
    }
    return plans;
  }
}
