package kindling.driver.train.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import kindling.driver.dataset.ShardPlan;
import kindling.model.averaging.StepsPerRound;

/**
 * How an epoch is cut into rounds: every worker goes once through its shard, K steps a round. A
 * worker that has run out of batches sits the remaining rounds out. A pure function of the shards'
 * sizes.
 *
 * @param shardSizes examples of each worker
 * @param batchSize examples of a batch at most
 * @param accumulate batches of a step at most
 * @param stepsPerRound K
 * @param epochs of the run
 */
public record EpochPlan(
    List<Integer> shardSizes,
    int batchSize,
    int accumulate,
    StepsPerRound stepsPerRound,
    int epochs) {
  /** A plan with the same K throughout, in which a batch is a step. */
  public EpochPlan(List<Integer> shardSizes, int batchSize, int stepsPerRound) {
    this(shardSizes, batchSize, 1, stepsPerRound);
  }

  /** A plan with the same K throughout. */
  public EpochPlan(List<Integer> shardSizes, int batchSize, int accumulate, int stepsPerRound) {
    this(shardSizes, batchSize, accumulate, StepsPerRound.constant(stepsPerRound), 1);
  }

  private Stream<ShardPlan> shards() {
    return shardSizes.stream().map(size -> new ShardPlan(size, batchSize, accumulate));
  }

  /** Of all workers together in an epoch. */
  public long examples() {
    return shardSizes.stream().mapToLong(Integer::longValue).sum();
  }

  /** Steps that the worker with the most examples takes in an epoch. */
  public int steps() {
    return shards().mapToInt(ShardPlan::steps).max().orElseThrow();
  }

  /**
   * The rounds of an epoch, in order.
   *
   * @param epoch counted from 1
   */
  public List<RoundPlan> of(int epoch) {
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
    for (ShardPlan shard : shards().toList()) {
      examples +=
          shard.firstExample(Math.min(endStep, shard.steps()))
              - shard.firstExample(Math.min(firstStep, shard.steps()));
    }
    return new RoundPlan(epoch, round, before, examples, firstStep, endStep - firstStep);
  }
}
