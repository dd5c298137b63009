package kindling.data.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** Threads of an executor's process among which the rows of a batch are divided. */
final class RowThreads {
  /** The name of each. */
  private static final String THREAD = "kindling-decode";

  private static final ExecutorService POOL =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, THREAD);
            thread.setDaemon(true);
            return thread;
          });

  private RowThreads() {}

  /**
   * Does the work of each number from 0 to below the count, one of them in this thread; ends when
   * all have ended.
   *
   * @throws CancellationException when this thread is interrupted
   */
  static void run(int count, IntConsumer work) {
    List<Future<?>> others = new ArrayList<>();
    for (int i = 1; i < count; i++) {
      int number = i;
      others.add(POOL.submit(() -> work.accept(number)));
    }
    Throwable failure = null;
    try {
      work.accept(0);
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    for (Future<?> other : others) {
      failure = ended(other, failure);
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw (RuntimeException) failure;
    }
  }

  /** Waits, through interruptions too, because the others write into the same batch. */
  private static Throwable ended(Future<?> other, Throwable before) {
    boolean interrupted = false;
    Throwable failure = before;
    for (boolean ended = false; !ended; ) {
      try {
        other.get();
        ended = true;
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException e) {
        failure = failure == null ? e.getCause() : failure;
        ended = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
      return failure == null
          ? new CancellationException("interrupted while rows were decoded")
          : failure;
    }
    return failure;
  }
}
