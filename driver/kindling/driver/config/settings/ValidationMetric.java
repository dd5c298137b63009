package kindling.driver.config.settings;

import java.util.List;
import kindling.driver.run.metrics.EpochMetrics;

/** What epochs are compared by: a figure of the validation split. */
public enum ValidationMetric {
  /** In nats, the lower the better. */
  LOSS,
  /** Top-1, the higher the better. */
  ACCURACY;

  /** The metric's value after an epoch. */
  public double of(EpochMetrics epoch) {
    return this == LOSS ? epoch.validation().loss() : epoch.validation().top1();
  }

  /** Whether a value is better than another by more than {@code least}; any is better than NaN. */
  public boolean better(double value, double other, double least) {
    if (Double.isNaN(other)) {
      return !Double.isNaN(value);
    }
    return this == LOSS ? value < other - least : value > other + least;
  }

  /** The number of the best epoch; the first of equals, 0 before any. */
  public int best(List<EpochMetrics> epochs) {
    EpochMetrics best = null;
    for (EpochMetrics epoch : epochs) {
      if (best == null || better(of(epoch), of(best), 0)) {
        best = epoch;
      }
    }
    return best == null ? 0 : best.epoch();
  }
}
