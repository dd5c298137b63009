package kindling.driver.config.training;

import java.util.List;
import kindling.data.keys.Range;
import kindling.driver.config.KeyReader;

/**
 * Lowers the learning rate when a figure of the validation split stops improving, as PyTorch's
 * {@code ReduceLROnPlateau} does. A pure function of the epochs' metrics, which every checkpoint
 * holds; on the driver.
 *
 * @param metric the figure
 * @param factor that the rate is multiplied by
 * @param patience epochs without improvement that are borne; the next one lowers the rate
 * @param threshold the least improvement that counts, relative to the best so far
 * @param cooldown epochs after a lowering that are not counted
 * @param least share of the rate that is always left
 */
public record Plateau(
    ValidationMetric metric,
    double factor,
    int patience,
    double threshold,
    int cooldown,
    double least) {
  /** Never lowers it. */
  static final Plateau NONE = new Plateau(ValidationMetric.LOSS, 1, Integer.MAX_VALUE, 0, 0, 1);

  static Plateau read(KeyReader keys, double rate) {
    return new Plateau(
        keys.choice("schedule.metric", ValidationMetric.LOSS),
        keys.number("schedule.factor", 0.1, Range.INNER_FRACTION),
        keys.count("schedule.patience", 10, 0),
        keys.number("schedule.threshold", 1e-4, Range.BELOW_ONE),
        keys.count("schedule.cooldown", 0, 0),
        ScheduleSettings.finalRate(keys, rate) / rate);
  }

  /**
   * What the schedule's rate is multiplied by after these epochs.
   *
   * @param figures the metric's value after each epoch, from the first on
   */
  public double factorAfter(List<Double> figures) {
    double best =
        metric == ValidationMetric.LOSS ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    double now = 1;
    int bad = 0;
    int cooling = 0;
    for (double figure : figures) {
      if (improves(figure, best)) {
        best = figure;
        bad = 0;
      } else {
        bad++;
      }
      if (cooling > 0) {
        cooling--;
        bad = 0;
      }
      if (bad > patience) {
        now = Math.max(now * factor, Math.min(now, least));
        cooling = cooldown;
        bad = 0;
      }
    }
    return now;
  }

  private boolean improves(double figure, double best) {
    return metric == ValidationMetric.LOSS
        ? figure < best * (1 - threshold)
        : figure > best * (1 + threshold);
  }
}
