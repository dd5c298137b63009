package kindling.driver.cli.console;

import java.util.Locale;
import kindling.driver.cluster.Progress;
import kindling.driver.cluster.Stopwatch;

/** A line on standard error at each fifth of the work. */
final class LineProgress implements Progress {
  private static final int LINES = 5;

  private final String task;
  private final long all;
  private final Stopwatch stopwatch = Stopwatch.start();
  private long skipped;
  private long done;

  LineProgress(String task, long examples) {
    this.task = task;
    this.all = examples;
  }

  @Override
  public void skip(long examples) {
    skipped += examples;
    done += examples;
  }

  @Override
  public void advance(long examples) {
    long before = done * LINES / all;
    done += examples;
    if (done * LINES / all > before) {
      double seconds = stopwatch.seconds();
      System.err.printf(
          Locale.ROOT,
          "%s: %,d of %,d examples, %.0f examples/s, %.0f s left%n",
          task,
          done,
          all,
          (done - skipped) / seconds,
          (all - done) * seconds / (done - skipped));
    }
  }

  @Override
  public void close() {
    System.err.flush();
  }
}
