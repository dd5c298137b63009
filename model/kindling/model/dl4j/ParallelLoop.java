package kindling.model.dl4j;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * The threads of one replica for loops in Java: the calling thread and {@code threads - 1} others.
 *
 * <p>A loop is cut into one contiguous range per thread. What an index computes must not depend on
 * the others, so that the result does not depend on the number of threads.
 */
final class ParallelLoop implements AutoCloseable {
  /** The body of a loop over the indices from {@code from} to below {@code to}. */
  interface Range {
    void run(int from, int to);
  }

  private final int threads;
  private final ExecutorService others;

  ParallelLoop(int threads) {
    this.threads = threads;
    this.others = Executors.newFixedThreadPool(Math.max(1, threads - 1), ParallelLoop::daemon);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "kindling-dl4j-loop");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Runs the loop over all indices below {@code count}. Returns or throws, what a range threw, only
   * when every range has ended: they write to memory that the caller may free.
   */
  void run(int count, Range range) {
    CompletableFuture<?>[] running =
        IntStream.range(0, threads)
            .mapToObj(
                thread ->
                    CompletableFuture.runAsync(
                        () -> range.run(bound(count, thread), bound(count, thread + 1)),
                        thread < threads - 1 ? others : Runnable::run))
            .toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(running).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause();
    }
  }

  private int bound(int count, int thread) {
    return (int) ((long) count * thread / threads);
  }

  @Override
  public void close() {
    others.shutdown();
  }
}
