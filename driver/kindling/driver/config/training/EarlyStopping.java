package kindling.driver.config.training;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import kindling.data.keys.Range;
import kindling.driver.config.KeyReader;

/**
 * Ends a run whose validation metric has not improved for some epochs (Prechelt, Early Stopping —
 * But When?, 1998). A pure function of the finished epochs' metrics, which checkpoints hold, so
 * that a resumed run decides alike.
 *
 * @param metric absent: the run takes all its epochs
 * @param patience epochs without improvement after which it ends, at least 1
 * @param minDelta by more than which a value must be better than the best before, to be an
 *     improvement
 */
public record EarlyStopping(Optional<ValidationMetric> metric, int patience, double minDelta) {
  /** The metrics as settings name them. */
  enum Metric {
    NONE,
    LOSS,
    ACCURACY
  }

  public static EarlyStopping read(KeyReader keys) {
    Metric metric = keys.choice("early-stopping.metric", Metric.NONE);
    KeyReader own = keys.when(metric != Metric.NONE, "early-stopping.metric = none");
    return new EarlyStopping(
        metric == Metric.NONE
            ? Optional.empty()
            : Optional.of(ValidationMetric.valueOf(metric.name())),
        own.count("early-stopping.patience", 5, 1),
        own.number("early-stopping.min-delta", 0, Range.NOT_NEGATIVE));
  }

  /** What the best epoch is best by. */
  public ValidationMetric judge() {
    return metric.orElse(ValidationMetric.ACCURACY);
  }

  /**
   * Why a run ends after these epochs; empty while it goes on.
   *
   * @param values of {@link #judge} after each epoch, from the first on
   */
  public Optional<String> reason(List<Double> values) {
    if (metric.isEmpty() || values.isEmpty()) {
      return Optional.empty();
    }
    ValidationMetric of = metric.get();
    int best = 1;
    for (int epoch = 2; epoch <= values.size(); epoch++) {
      if (of.better(values.get(epoch - 1), values.get(best - 1), minDelta)) {
        best = epoch;
      }
    }
    int since = values.size() - best;
    if (since < patience) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "validation %s has not been better than the %.4f of epoch %d by more than %s for %d epochs",
            of.name().toLowerCase(Locale.ROOT),
            values.get(best - 1),
            best,
            minDelta,
            since));
  }
}
