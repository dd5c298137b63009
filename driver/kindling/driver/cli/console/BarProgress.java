package kindling.driver.cli.console;

import kindling.driver.cluster.Progress;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar with examples/s and the time left, on a terminal. */
final class BarProgress implements Progress {
  private final ProgressBar bar;

  BarProgress(String task, long examples) {
    bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(examples)
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
  public void advance(long examples) {
    bar.stepBy(examples);
  }

  @Override
  public void close() {
    bar.close();
  }
}
