package kindling.driver.run.metrics;

import java.util.Locale;
import java.util.function.Consumer;

/**
 * The table of epochs as people read it, a row each of at most 80 columns, under its head the first
 * time: the training split's loss and accuracy, the validation split's, and its top-5.
 */
public final class EpochTable {
  private static final String ROW = "%5s %7s %8s %8s %8s %8s %7s %7s %8s %5s";

  private final Consumer<String> lines;
  private boolean headed;

  /** Writes its lines, without line ends, to the given place. */
  public EpochTable(Consumer<String> lines) {
    this.lines = lines;
  }

  /** The row of an epoch. */
  public void row(EpochMetrics metrics) {
    if (!headed) {
      lines.accept(
          String.format(
              Locale.ROOT,
              ROW,
              "epoch",
              "loss",
              "acc",
              "val loss",
              "val acc",
              "top-5",
              "gap",
              "rate",
              "time",
              "ex/s"));
      headed = true;
    }
    lines.accept(
        String.format(
            Locale.ROOT,
            ROW,
            metrics.epoch(),
            number("%.4f", metrics.training().loss()),
            Figures.percent(metrics.training().top1()),
            number("%.4f", metrics.validation().loss()),
            Figures.percent(metrics.validation().top1()),
            Figures.percent(metrics.validation().top5()),
            number("%+.2f", 100 * metrics.accuracyGap()),
            number("%.5f", metrics.learningRate()),
            number("%.1f s", metrics.trainingSeconds() + metrics.scoringSeconds()),
            number("%.0f", metrics.trainingExamplesPerSecond())));
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
