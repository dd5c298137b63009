package kindling.driver.cluster;

import java.util.function.Consumer;

/** Passes warnings on and says nothing else. */
record WarningsOnly(Consumer<String> warnings) implements Console {
  @Override
  public void remark(String format, Object... values) {}

  @Override
  public void warn(String warning) {
    warnings.accept(warning);
  }

  @Override
  public void result(String format, Object... values) {}

  @Override
  public Progress progress(String task, long examples) {
    return Progress.NONE;
  }
}
