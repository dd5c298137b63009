package kindling.driver.predict;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import kindling.driver.cluster.Progress;

/** Shows again and again how far a count has come, while another thread waits. On the driver. */
final class CountedProgress implements AutoCloseable {
  private static final long POLLING_MILLIS = 200;

  private final ScheduledExecutorService polling =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "kindling-progress");
            thread.setDaemon(true);
            return thread;
          });
  private long shown;

  private CountedProgress() {}

  static CountedProgress of(Progress progress, LongSupplier count) {
    CountedProgress counted = new CountedProgress();
    counted.polling.scheduleWithFixedDelay(
        () -> counted.show(progress, count.getAsLong()),
        POLLING_MILLIS,
        POLLING_MILLIS,
        TimeUnit.MILLISECONDS);
    return counted;
  }

  private void show(Progress progress, long count) {
    progress.advance(count - shown);
    shown = count;
  }

  @Override
  public void close() {
    polling.shutdownNow();
  }
}
