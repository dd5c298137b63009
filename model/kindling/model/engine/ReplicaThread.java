package kindling.model.engine;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The one thread on which a replica calls native code, whichever thread asks.
 *
 * <p>ND4J keeps its workspaces and OpenMP its number of threads by thread: with Spark's changing
 * task threads, memory would grow with every new one.
 */
final class ReplicaThread implements AutoCloseable {
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "kindling-replica");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Runs the task on the replica's thread and waits for it even if interrupted, because native code
   * cannot stop halfway; the interruption is kept for the caller. Throws what the task throws.
   */
  <T> T call(Callable<T> task) {
    Future<T> future = executor.submit(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw rethrown(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException rethrown(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
  }

  @Override
  public void close() {
    executor.shutdown();
  }
}
