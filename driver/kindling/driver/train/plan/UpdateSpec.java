package kindling.driver.train.plan;

import java.io.Serializable;
import kindling.driver.config.training.AveragingSettings;
import kindling.model.optimizer.Optimizer;
import kindling.model.optimizer.RateFactors;
import kindling.model.optimizer.Schedule;

/**
 * How a worker's steps update its weights.
 *
 * @param rateFactors what the schedule's rate is multiplied by, tensor by tensor
 * @param schedule the learning rate by examples seen
 * @param optimizerState what becomes of it when workers are averaged
 */
public record UpdateSpec(
    Optimizer optimizer,
    RateFactors rateFactors,
    Schedule schedule,
    AveragingSettings.OptimizerState optimizerState)
    implements Serializable {
  /** The same with another schedule. */
  public UpdateSpec with(Schedule other) {
    return new UpdateSpec(optimizer, rateFactors, other, optimizerState);
  }

  /** The same with another optimizer. */
  public UpdateSpec with(Optimizer other) {
    return new UpdateSpec(other, rateFactors, schedule, optimizerState);
  }
}
