package kindling.driver.train.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import kindling.driver.dataset.ShardPlan;
import kindling.model.averaging.StepsPerRound;
import kindling.model.optimizer.Schedule;
import org.junit.jupiter.api.Test;

class EpochPlanTest {
  @Test
  void roundsCoverEveryExampleOnce() {
    EpochPlan plan = new EpochPlan(List.of(103, 50, 7), 10, 4);
    List<RoundPlan> rounds = plan.of(1);
    assertThat(rounds).hasSize(3);
    assertThat(rounds.stream().mapToLong(RoundPlan::examples).sum()).isEqualTo(160);
    assertThat(rounds.get(0).examplesBefore()).isZero();
    assertThat(rounds.get(2).examplesBefore())
        .isEqualTo(rounds.get(0).examples() + rounds.get(1).examples());
  }

  @Test
  void theCountGoesOnFromEpochToEpoch() {
    EpochPlan plan = new EpochPlan(List.of(20, 20), 5, 3);
    assertThat(plan.of(3).get(0).examplesBefore()).isEqualTo(80);
  }

  @Test
  void theLastRoundTakesTheStepsThatAreLeft() {
    EpochPlan plan = new EpochPlan(List.of(50), 10, 3);
    assertThat(plan.of(1).stream().map(RoundPlan::steps)).containsExactly(3, 2);
  }

  @Test
  void kChangesAtItsShareOfTheRun() {
    StepsPerRound steps =
        new StepsPerRound(List.of(new StepsPerRound.Stage(0, 1), new StepsPerRound.Stage(0.6, 4)));
    // Five steps an epoch, ten in all: K = 4 from the seventh on.
    EpochPlan plan = new EpochPlan(List.of(50, 50), 10, 1, steps, 2);
    assertThat(plan.of(1).stream().map(RoundPlan::steps)).containsExactly(1, 1, 1, 1, 1);
    assertThat(plan.of(2).stream().map(RoundPlan::steps)).containsExactly(1, 4);
    assertThat(plan.of(2).stream().map(RoundPlan::firstStep)).containsExactly(0, 1);
    assertThat(plan.of(2).stream().map(RoundPlan::examplesBefore)).containsExactly(100L, 120L);
  }

  @Test
  void aWholeEpochIsOneRound() {
    StepsPerRound epoch = StepsPerRound.constant(StepsPerRound.EPOCH);
    EpochPlan plan = new EpochPlan(List.of(50, 20), 10, 1, epoch, 3);
    assertThat(plan.of(3)).containsExactly(new RoundPlan(3, 0, 140, 70, 0, 5));
  }

  @Test
  void theMeanRateIsThatOfTheSteps() {
    RoundPlan round = new RoundPlan(1, 0, 100, 40, 0, 4);
    Schedule falling = new Schedule.WarmupCosine(0.1, 0, 400, 0);
    double sum = falling.rate(110) + falling.rate(120) + falling.rate(130) + falling.rate(140);
    assertThat(round.meanRate(falling)).isCloseTo(sum / 4, within(1e-15));
  }

  @Test
  void aRoundAtAnotherRateIsTheSameOtherwise() {
    RoundPlan round = new RoundPlan(2, 3, 100, 40, 8, 4);
    assertThat(round.at(0.5)).isEqualTo(new RoundPlan(2, 3, 100, 40, 8, 4, 0.5));
    assertThat(round.at(0.5).meanRate(new Schedule.Constant(0.4))).isEqualTo(0.2);
  }

  @Test
  void theScheduleMovesWithinARound() {
    RoundPlan round = new RoundPlan(1, 0, 100, 40, 0, 4);
    assertThat(round.examplesAfter(0)).isEqualTo(110);
    assertThat(round.examplesAfter(3)).isEqualTo(140);
  }

  @Test
  void stepsOfSeveralBatchesAreDealtEvenly() {
    EpochPlan plan = new EpochPlan(List.of(103, 50), 10, 4, 2);

    assertThat(plan.of(1))
        .containsExactly(new RoundPlan(1, 0, 0, 115, 0, 2), new RoundPlan(1, 1, 115, 38, 2, 1));
    ShardPlan shard = new ShardPlan(103, 10, 4);
    assertThat(List.of(shard.firstBatch(0), shard.firstBatch(1), shard.firstBatch(2)))
        .containsExactly(0, 3, 7);
    assertThat(shard.firstBatch(shard.steps())).isEqualTo(shard.batches()).isEqualTo(11);
  }
}
