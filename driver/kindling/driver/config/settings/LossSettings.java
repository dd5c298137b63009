package kindling.driver.config.settings;

import kindling.data.keys.Range;
import kindling.driver.config.KeyReader;

/**
 * What training minimizes.
 *
 * @param labelSmoothing share of each target, from 0 to below 1, that all classes have alike
 */
public record LossSettings(double labelSmoothing) {
  static LossSettings read(KeyReader keys) {
    return new LossSettings(keys.number("loss.label-smoothing", 0, Range.BELOW_ONE));
  }
}
