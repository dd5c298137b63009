package kindling.driver.config.training;

import java.util.List;

/** What epochs are compared by: a figure of the validation split. */
public enum ValidationMetric {
  /** In nats, the lower the better. */
  LOSS,
  /** Top-1, the higher the better. */
  ACCURACY;

  /** Whether a value is better than another by more than {@code least}; any is better than NaN. */
  public boolean better(double value, double other, double least) {
    if (Double.isNaN(other)) {
      return !Double.isNaN(value);
    }
    return this == LOSS ? value < other - least : value > other + least;
  }

  /**
   * The number of the best epoch; the first of equals, 0 before any.
   *
   * @param values after each epoch, from the first on
   */
  public int best(List<Double> values) {
    int best = 0;
    for (int epoch = 1; epoch <= values.size(); epoch++) {
      if (best == 0 || better(values.get(epoch - 1), values.get(best - 1), 0)) {
        best = epoch;
      }
    }
    return best;
  }
}
