package kindling.driver.cluster;

import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far long work is: a bar at a terminal, now and then a plain line elsewhere. */
public sealed interface Progress extends AutoCloseable {
  /** Shows nothing. */
  Progress NONE = new None();

  void advance(long examples);

  @Override
  void close();

  /** Shows nothing. */
  record None() implements Progress {
    @Override
    public void advance(long examples) {}

    @Override
    public void close() {}
  }

  /** A bar with examples/s and the time left. */
  final class Bar implements Progress {
    private final ProgressBar bar;

    Bar(String task, long examples) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(task)
              .setInitialMax(examples)
              .setUnit(" examples", 1)
              .setStyle(ProgressBarStyle.ASCII)
              .showSpeed()
              .setConsumer(new ConsoleProgressBarConsumer(System.err))
              .clearDisplayOnFinish()
              .build();
    }

    @Override
    public void advance(long examples) {
      bar.stepBy(examples);
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  /** A line on standard error at each fifth of the work. */
  final class Lines implements Progress {
    private static final int LINES = 5;

    private final String task;
    private final long all;
    private final Stopwatch stopwatch = Stopwatch.start();
    private long done;

    Lines(String task, long examples) {
      this.task = task;
      this.all = examples;
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
            done / seconds,
            (all - done) * seconds / done);
      }
    }

    @Override
    public void close() {
      System.err.flush();
    }
  }
}
