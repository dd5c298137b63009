package kindling.driver.cli.console;

import java.util.List;
import java.util.Locale;
import kindling.driver.cluster.Console;
import kindling.driver.cluster.Progress;

/** Results on the standard output of this process, everything else on its standard error. */
public final class Terminal implements Console {
  private static final String UP_AND_CLEAR = "\033[%dA\033[J";

  /** What is wider than the terminal is cut off: a wrapped line would count as two. */
  private static final String WRAP_OFF = "\033[?7l";

  private static final String WRAP_ON = "\033[?7h";

  private final ShownCharset charset = ShownCharset.ofThisProcess();
  private int drawn;

  @Override
  public void remark(String format, Object... values) {
    System.err.println(charset.readable(String.format(Locale.ROOT, format, values)));
  }

  @Override
  public void warn(String warning) {
    System.err.println(charset.readable("warning: " + warning));
  }

  @Override
  public void result(String format, Object... values) {
    System.out.println(charset.readable(String.format(Locale.ROOT, format, values)));
    System.out.flush();
  }

  /** A bar at a terminal, now and then a plain line elsewhere. */
  @Override
  public Progress progress(String task, long examples) {
    return redraws() ? new BarProgress(task, examples) : new LineProgress(task, examples);
  }

  @Override
  public boolean redraws() {
    return Boolean.getBoolean("kindling.terminal");
  }

  @Override
  public synchronized void redraw(List<String> lines) {
    if (!redraws()) {
      return;
    }
    StringBuilder text = new StringBuilder();
    if (drawn > 0) {
      text.append(String.format(Locale.ROOT, UP_AND_CLEAR, drawn));
    }
    text.append(WRAP_OFF);
    lines.forEach(line -> text.append(line).append(System.lineSeparator()));
    text.append(WRAP_ON);
    System.err.print(charset.readable(text.toString()));
    System.err.flush();
    drawn = lines.size();
  }
}
