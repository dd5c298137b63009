package kindling.driver.scaling.model;

import java.util.List;
import java.util.Optional;
import kindling.driver.dataset.ShardPlan;
import kindling.driver.train.plan.EpochPlan;
import kindling.model.averaging.StepsPerRound;

/**
 * How a run is cut into batches, steps and rounds.
 *
 * @param stepsPerRound K; absent: the fewest for which averaging takes no more than {@code
 *     overhead} of the time
 * @param overhead between 0 and 1
 */
public record TrainingCut(
    int batchSize,
    int accumulate,
    int epochs,
    Optional<StepsPerRound> stepsPerRound,
    double overhead) {

  /** Steps of an epoch of a worker with so many images. */
  int steps(int images) {
    return new ShardPlan(images, batchSize, accumulate).steps();
  }

  /**
   * Rounds of an epoch, the mean over the run.
   *
   * @param images of the worker that has most
   * @param averagingSeconds of a round, beside its steps
   * @param stepSeconds of a step
   */
  double rounds(int images, double averagingSeconds, double stepSeconds) {
    StepsPerRound steps =
        stepsPerRound.orElseGet(
            () -> StepsPerRound.constant(fewest(averagingSeconds, stepSeconds)));
    EpochPlan plan = new EpochPlan(List.of(images), batchSize, accumulate, steps, epochs);
    long rounds = 0;
    for (int epoch = 1; epoch <= epochs; epoch++) {
      rounds += plan.of(epoch).size();
    }
    return (double) rounds / epochs;
  }

  private int fewest(double averagingSeconds, double stepSeconds) {
    double fewest = Math.ceil(averagingSeconds * (1 - overhead) / (overhead * stepSeconds));
    return (int) Math.max(1, Math.min(StepsPerRound.EPOCH, fewest));
  }
}
