package kindling.driver.cli.console;

import java.time.Duration;
import kindling.driver.cluster.Progress;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar with examples/s and the time left, on a terminal. */
final class BarProgress implements Progress {
  private final String task;
  private final long all;
  private ProgressBar bar;

  BarProgress(String task, long examples) {
    this.task = task;
    this.all = examples;
    this.bar = from(0);
  }

  private ProgressBar from(long done) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(all)
        .startsFrom(done, Duration.ZERO)
        .setUnit(" examples", 1)
        .setStyle(ProgressBarStyle.ASCII)
        .showSpeed()
        .setConsumer(new Vanishing())
        .clearDisplayOnFinish()
        .build();
  }

  /** Leaves no empty line where the bar was. */
  private static final class Vanishing extends ConsoleProgressBarConsumer {
    Vanishing() {
      super(System.err);
    }

    @Override
    public void close() {
      System.err.print('\r');
      System.err.flush();
    }
  }

  @Override
  public void skip(long examples) {
    if (examples > 0) {
      bar.close();
      bar = from(examples);
    }
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
