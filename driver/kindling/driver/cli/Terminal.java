package kindling.driver.cli;

import java.util.Locale;
import kindling.driver.cluster.Console;
import kindling.driver.cluster.Progress;

/** Results on the standard output of this process, everything else on its standard error. */
final class Terminal implements Console {
  @Override
  public void remark(String format, Object... values) {
    System.err.printf(Locale.ROOT, format + "%n", values);
  }

  @Override
  public void warn(String warning) {
    System.err.println("warning: " + warning);
  }

  @Override
  public void result(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
    System.out.flush();
  }

  /** A bar at a terminal, now and then a plain line elsewhere. */
  @Override
  public Progress progress(String task, long examples) {
    return Boolean.getBoolean("kindling.terminal")
        ? new BarProgress(task, examples)
        : new LineProgress(task, examples);
  }
}
