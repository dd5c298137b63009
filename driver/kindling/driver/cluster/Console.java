package kindling.driver.cluster;

import java.util.List;
import java.util.function.Consumer;

/** What a command says to people while it runs. Lives on the driver. */
public interface Console {
  /** A line about how the work goes, beside its results. */
  void remark(String format, Object... values);

  /** A line about something that is not as it should be. */
  void warn(String warning);

  /** A line of the command's result. */
  void result(String format, Object... values);

  /** Begins to show how far a task of so many examples is. */
  Progress progress(String task, long examples);

  /** Whether {@link #redraw} shows anything: at a terminal. */
  default boolean redraws() {
    return false;
  }

  /**
   * Shows lines below all others, in the place of those that were shown so before; none takes those
   * away. A line that is wider than the terminal is cut off.
   */
  default void redraw(List<String> lines) {}

  /** For one of several runs at once: only its warnings are said, in a place for all. */
  static Console warnings(Consumer<String> warnings) {
    return new WarningsOnly(warnings);
  }
}
