package kindling.driver.sweep.study;

import java.util.Locale;
import kindling.driver.cluster.Console;
import kindling.driver.run.metrics.Figures;

/**
 * A study's rows as a terminal of 80 columns shows them, accuracies before costs; a star marks the
 * figures of a Pareto front.
 */
public final class StudyTable {
  private static final int WIDEST_NAME = 20;
  private static final String ACCURACIES = "  %8s  %8s  %17s  %7s";
  private static final String COSTS = " %8s %7s %6s %6s %8s %8s %6s";

  private StudyTable() {}

  /** Shows it on standard output. */
  public static void show(StudyResult result, Console console) {
    int width =
        result.rows().stream()
            .mapToInt(row -> name(row).length())
            .reduce("architecture".length(), Math::max);
    String name = "%-" + width + "s";
    console.result(name + ACCURACIES, "architecture", "train", "val", "test", "gap");
    for (StudyRow row : result.rows()) {
      console.result(
          name + ACCURACIES,
          name(row),
          Figures.percent(row.trainingAccuracy().mean()),
          Figures.percent(row.validationAccuracy().mean()),
          withDeviation(row.testAccuracy()),
          text("%+.2f", 100 * row.accuracyGap().mean()));
    }
    console.result("accuracies: means of the seeds, ± standard deviation (n)");
    console.result("");
    console.result(
        name + COSTS,
        "architecture",
        "params M",
        "MACs M",
        "MB",
        "RAM MB",
        "s/epoch",
        "ms/image",
        "img/s");
    for (StudyRow row : result.rows()) {
      costs(result, row, name + COSTS, console);
    }
    console.result("* on the Pareto front of test accuracy and this cost");
    console.result(
        "MB: of weights; RAM: of a training step; ms/image: one at a time; img/s: of 128");
  }

  private static void costs(StudyResult result, StudyRow row, String format, Console console) {
    Measurement measured = row.measured();
    console.result(
        format,
        name(row),
        starred(result, row, Cost.PARAMETERS, "%.2f", measured.parameters() / 1e6),
        starred(
            result, row, Cost.MULTIPLY_ACCUMULATES, "%.0f", measured.multiplyAccumulates() / 1e6),
        text("%.1f", row.weightsBytes() / 1e6),
        text("%.0f", measured.peakMemoryBytes() / 1e6),
        starred(result, row, Cost.EPOCH_SECONDS, "%.1f", row.epochSeconds().mean()),
        starred(result, row, Cost.LATENCY_SECONDS, "%.2f", 1e3 * measured.single().median()),
        text("%.0f", measured.many().imagesPerSecond()));
  }

  /** Its end, which tells files of one folder apart, where it is long. */
  private static String name(StudyRow row) {
    String whole = row.architecture();
    return whole.length() <= WIDEST_NAME
        ? whole
        : "..." + whole.substring(whole.length() - WIDEST_NAME + 3);
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
