package kindling.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
  void theScheduleMovesWithinARound() {
    RoundPlan round = new RoundPlan(1, 0, 100, 40, 0, 4);
    assertThat(round.examplesAfter(0)).isEqualTo(110);
    assertThat(round.examplesAfter(3)).isEqualTo(140);
  }
}
