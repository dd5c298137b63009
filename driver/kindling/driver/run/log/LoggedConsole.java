package kindling.driver.run.log;

import java.util.List;
import java.util.Locale;
import kindling.driver.cluster.Console;
import kindling.driver.cluster.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A console whose lines also go to the open {@link RunLog}, and to no other log: people see them
 * already. Used by several threads.
 *
 * @param shown the console that people see
 */
public record LoggedConsole(Console shown) implements Console {
  static final String LOGGER = "kindling.console";

  private static final Logger LOG = logger();

  private static Logger logger() {
    Log4j.route();
    return LoggerFactory.getLogger(LOGGER);
  }

  @Override
  public void remark(String format, Object... values) {
    LOG.info(String.format(Locale.ROOT, format, values));
    shown.remark(format, values);
  }

  @Override
  public void warn(String warning) {
    LOG.warn(warning);
    shown.warn(warning);
  }

  @Override
  public void result(String format, Object... values) {
    LOG.info(String.format(Locale.ROOT, format, values));
    shown.result(format, values);
  }

  @Override
  public Progress progress(String task, long examples) {
    return shown.progress(task, examples);
  }

  @Override
  public boolean redraws() {
    return shown.redraws();
  }

  @Override
  public void redraw(List<String> lines) {
    shown.redraw(lines);
  }
}
