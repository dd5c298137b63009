package kindling.driver.config.training;

import kindling.data.keys.Range;
import kindling.driver.config.KeyReader;
import kindling.model.optimizer.Optimizer;

/**
 * What steps minimize and how they update the weights.
 *
 * @param normBiasRateFactor of the learning rate of batch normalization's biases to that of the
 *     other parameters
 */
public record UpdateSettings(
    Optimizer optimizer, double normBiasRateFactor, ScheduleSettings schedule, LossSettings loss) {
  /** Reads them; what is wrong with them goes to the other problems of the file. */
  public static UpdateSettings read(KeyReader keys) {
    return new UpdateSettings(
        OptimizerSettings.read(keys),
        keys.number("optimizer.norm-bias-rate-factor", 1, Range.NOT_NEGATIVE),
        ScheduleSettings.read(keys),
        LossSettings.read(keys));
  }
}
