package kindling.driver;

import java.util.ArrayList;
import java.util.List;
import kindling.data.Batches;
import kindling.driver.averaging.StepsPerRound;

/**
 * How an epoch is cut into rounds: every worker goes once through its shard, K batches a round. A
 * worker that has run out of batches sits the remaining rounds out. A pure function of the shards'
 * sizes.
 *
 * @param shardSizes examples of each worker
 * @param batchSize examples of a step at most
 * @param stepsPerRound K
 * @param epochs of the run
 */
record EpochPlan(List<Integer> shardSizes, int batchSize, StepsPerRound stepsPerRound, int epochs) {
  /** A plan with the same K throughout. */
  EpochPlan(List<Integer> shardSizes, int batchSize, int stepsPerRound) {
    this(shardSizes, batchSize, StepsPerRound.constant(stepsPerRound), 1);
  }

  long examples() {
    return shardSizes.stream().mapToLong(Integer::longValue).sum();
  }

  /** Steps that the worker with the most examples takes in an epoch. */
  int steps() {
    return shardSizes.stream().mapToInt(n -> Batches.count(n, batchSize)).max().orElseThrow();
  }

  /**
   * The rounds of an epoch, in order.
   *
   * @param epoch counted from 1
   */
  List<RoundPlan> of(int epoch) {
    List<RoundPlan> plans = new ArrayList<>();
    long stepsBefore = (epoch - 1L) * steps();
    long before = (epoch - 1L) * examples();
    int first = 0;
    while (first < steps()) {
      long next = stepsPerRound.end(stepsBefore + first, (long) steps() * epochs) - stepsBefore;
      int end = (int) Math.min(steps(), next);
      RoundPlan plan = round(epoch, plans.size(), before, first, end);
      plans.add(plan);
      before += plan.examples();
      first = end;
    }
    return plans;
  }

  private RoundPlan round(int epoch, int round, long before, int firstStep, int endStep) {
    long examples = 0;
    for (int size : shardSizes) {
      int count = Batches.count(size, batchSize);
      examples +=
          Batches.start(size, count, Math.min(endStep, count))
              - Batches.start(size, count, Math.min(firstStep, count));
    }
    return new RoundPlan(epoch, round, before, examples, firstStep, endStep - firstStep);
  }
}
