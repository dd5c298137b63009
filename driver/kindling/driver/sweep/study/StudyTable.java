package kindling.driver.sweep.study;

import java.util.Locale;
import kindling.driver.cluster.Console;
import kindling.driver.run.metrics.Figures;

/** A study's rows as a terminal shows them; a star marks the figures of a Pareto front. */
public final class StudyTable {
  private static final String COLUMNS =
      "  %11s  %9s  %8s  %9s  %10s  %11s  %10s  %8s  %8s  %17s  %7s";

  private StudyTable() {}

  /** Shows it on standard output. */
  public static void show(StudyResult result, Console console) {
    int width = result.rows().stream().mapToInt(row -> row.architecture().length()).max().orElse(0);
    String format = "%-" + Math.max(width, "architecture".length()) + "s" + COLUMNS;
    console.result(
        format,
        "architecture",
        "parameters",
        "MACs",
        "weights",
        "memory",
        "s/epoch",
        "ms/image",
        "images/s",
        "train",
        "val",
        "test",
        "gap");
    for (StudyRow row : result.rows()) {
      Measurement measured = row.measured();
      console.result(
          format,
          row.architecture(),
          starred(result, row, Cost.PARAMETERS, "%.3f M", measured.parameters() / 1e6),
          starred(
              result,
              row,
              Cost.MULTIPLY_ACCUMULATES,
              "%.0f M",
              measured.multiplyAccumulates() / 1e6),
          text("%.1f MB", row.weightsBytes() / 1e6),
          text("%.0f MB", measured.peakMemoryBytes() / 1e6),
          starred(result, row, Cost.EPOCH_SECONDS, "%.1f", row.epochSeconds().mean()),
          starred(result, row, Cost.LATENCY_SECONDS, "%.2f", 1e3 * measured.single().median()),
          text("%.0f", measured.many().imagesPerSecond()),
          Figures.percent(row.trainingAccuracy().mean()),
          Figures.percent(row.validationAccuracy().mean()),
          withDeviation(row.testAccuracy()),
          text("%+.2f", 100 * row.accuracyGap().mean()));
    }
    console.result(
        "* on the Pareto front of test accuracy and this cost; ms/image: one image at a time;"
            + " images/s: 128 at a time; memory: of a training step; accuracies: means of the seeds,"
            + " ± standard deviation (n)");
  }

  private static String starred(
      StudyResult result, StudyRow row, Cost cost, String format, double value) {
    boolean front = result.fronts().get(cost.key()).contains(row.architecture());
    return text(format, value) + (front ? "*" : " ");
  }

  private static String withDeviation(Spread spread) {
    return spread.n() < 2
        ? text("%.2f (%d)", 100 * spread.mean(), spread.n())
        : text("%.2f ± %.2f (%d)", 100 * spread.mean(), 100 * spread.deviation(), spread.n());
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
