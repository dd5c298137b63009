package kindling.driver.cluster;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Consumer;
import kindling.driver.run.metrics.EpochMetrics;

/**
 * What people see: results on standard output, progress and remarks on standard error. Lives on the
 * driver.
 */
public final class Console {
  private static final String ROW = "%5s  %10s  %9s  %8s  %8s  %9s  %7s  %9s  %8s  %10s%n";

  private final PrintStream results;
  private final PrintStream remarks;
  private final Consumer<String> warnings;
  private final boolean quiet;
  private boolean headed;

  /** On the standard output and the standard error of this process. */
  public Console() {
    this(System.out, System.err, warning -> System.err.println("warning: " + warning), false);
  }

  private Console(
      PrintStream results, PrintStream remarks, Consumer<String> warnings, boolean quiet) {
    this.quiet = quiet;
    this.results = results;
    this.remarks = remarks;
    this.warnings = warnings;
  }

  /** For one of several runs at once: only its warnings are shown, in a place for all. */
  public static Console quiet(Consumer<String> warnings) {
    return new Console(nowhere(), nowhere(), warnings, true);
  }

  private static PrintStream nowhere() {
    return new PrintStream(OutputStream.nullOutputStream());
  }

  /** A line on standard error. */
  public void remark(String format, Object... values) {
    remarks.printf(Locale.ROOT, format + "%n", values);
  }

  /** A line on standard error that begins with a warning. */
  public void warn(String warning) {
    warnings.accept(warning);
  }

  /** A line on standard output. */
  public void result(String format, Object... values) {
    results.printf(Locale.ROOT, format + "%n", values);
    results.flush();
  }

  /** Begins to show how far a task of so many examples is; nothing where this one is quiet. */
  public Progress progress(String task, long examples) {
    if (quiet) {
      return Progress.NONE;
    }
    return Boolean.getBoolean("kindling.terminal")
        ? new Progress.Bar(task, examples)
        : new Progress.Lines(task, examples);
  }

  /** One row of the table of epochs, under its head the first time. */
  public void row(EpochMetrics metrics) {
    if (!headed) {
      results.printf(
          ROW,
          "epoch",
          "train loss",
          "train acc",
          "val loss",
          "val acc",
          "val top-5",
          "gap",
          "rate",
          "time",
          "examples/s");
      headed = true;
    }
    results.printf(
        ROW,
        metrics.epoch(),
        number("%.4f", metrics.training().loss()),
        percent(metrics.training().top1()),
        number("%.4f", metrics.validation().loss()),
        percent(metrics.validation().top1()),
        percent(metrics.validation().top5()),
        number("%+.2f", 100 * metrics.accuracyGap()),
        number("%.5f", metrics.learningRate()),
        number("%.1f s", metrics.trainingSeconds() + metrics.scoringSeconds()),
        number("%.0f", metrics.trainingExamplesPerSecond()));
    results.flush();
  }

  /** A fraction from 0 to 1 as people read it. */
  public static String percent(double fraction) {
    return number("%.2f %%", 100 * fraction);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
