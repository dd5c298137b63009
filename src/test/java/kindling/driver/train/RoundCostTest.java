package kindling.driver.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import kindling.driver.run.metrics.RoundJob;
import kindling.driver.run.metrics.RoundMetrics;
import kindling.driver.run.metrics.StepTimes;
import kindling.driver.run.metrics.WorkerTimes;
import kindling.driver.run.metrics.WorkersTimes;
import org.junit.jupiter.api.Test;

/** K by measured cost. */
class RoundCostTest {
  /** In nanoseconds, of 250 ms in all. */
  private static final StepTimes STEPS =
      new StepTimes(25_000_000, 25_000_000, 25_000_000, 100_000_000, 50_000_000, 250_000_000);

  @Test
  void theFewestStepsThatKeepAveragingWithinItsShareAreTaken() {
    RoundJob job = new RoundJob(290, 20, 250, 1, 2, 3, 4, 0);
    WorkersTimes one = WorkersTimes.of(List.of(new WorkerTimes("a", 0, STEPS, 1_000_000)));
    RoundMetrics round = RoundMetrics.of(0.33, 0.02, one, job);
    double stepping = round.inputWaitSeconds() + round.engineSeconds() + round.optimizerSeconds();
    RoundCost cost = RoundCost.of(0.1, 4, 1000, round);
    double share =
        cost.averagingSeconds()
            / (cost.averagingSeconds() + cost.stepsPerRound() * cost.stepSeconds());
    double fewer =
        cost.averagingSeconds()
            / (cost.averagingSeconds() + (cost.stepsPerRound() - 1) * cost.stepSeconds());
    assertThat(cost.stepSeconds()).isCloseTo(stepping / 4, within(1e-12));
    assertThat(cost.averagingSeconds()).isCloseTo(0.33 - stepping, within(1e-12));
    assertThat(share).isLessThanOrEqualTo(0.1);
    assertThat(fewer).isGreaterThan(0.1);
    assertThat(RoundCost.of(0.1, 4, 5, round).stepsPerRound()).isEqualTo(5);
  }
}
