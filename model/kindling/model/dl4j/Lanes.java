package kindling.model.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The threads of one replica for loops in Java: the calling thread and {@code threads - 1} others.
 *
 * <p>A loop is cut into one contiguous range per thread. What an index computes must not depend on
 * the others, so that the result does not depend on the number of threads.
 */
final class Lanes implements AutoCloseable {
  /** The body of a loop over the indices from {@code from} to below {@code to}. */
  interface Range {
    void run(int from, int to);
  }

  private final int threads;
  private final ExecutorService others;

  Lanes(int threads) {
    this.threads = threads;
    this.others = threads == 1 ? null : Executors.newFixedThreadPool(threads - 1, Lanes::daemon);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "kindling-dl4j-lane");
    thread.setDaemon(true);
    return thread;
  }

  /** Runs the loop over all indices below {@code count} and returns when it is done. */
  void loop(int count, Range range) {
    List<Future<?>> running = new ArrayList<>();
    for (int lane = 1; lane < threads; lane++) {
      int from = bound(count, lane);
      int to = bound(count, lane + 1);
      running.add(others.submit(() -> range.run(from, to)));
    }
    range.run(0, bound(count, 1));
    running.forEach(Lanes::await);
  }

  private int bound(int count, int lane) {
    return (int) ((long) count * lane / threads);
  }

  private static void await(Future<?> future) {
    try {
      future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("a replica's own thread was interrupted", e);
    }
  }

  @Override
  public void close() {
    if (others != null) {
      others.shutdown();
    }
  }
}
