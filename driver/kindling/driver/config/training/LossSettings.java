package kindling.driver.config.training;

import kindling.data.keys.Range;
import kindling.driver.config.KeyReader;

/**
 * What training minimizes.
 *
 * @param labelSmoothing share of each target, from 0 to below 1, that all classes have alike
 * @param classWeights of the examples' classes
 */
public record LossSettings(double labelSmoothing, ClassWeights classWeights) {
  public static LossSettings read(KeyReader keys) {
    return new LossSettings(
        keys.number("loss.label-smoothing", 0, Range.BELOW_ONE), ClassWeights.read(keys));
  }
}
