package kindling.driver.dataset;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.function.IntFunction;
import kindling.data.batch.Batch;

/**
 * Batches that a daemon thread cuts ahead of the steps that take them, in order, at most {@value
 * #DEPTH} in store and one in the making. Runs on an executor, one for each task; used by one
 * thread.
 */
public final class Prefetch implements Iterator<Batch>, AutoCloseable {
  static final int DEPTH = 2;

  /** The name of the thread. */
  public static final String THREAD = "kindling-input";

  private static final int CLOSING_MILLIS = 100;

  private final BlockingQueue<Cut> store = new ArrayBlockingQueue<>(DEPTH);
  private final Thread thread;
  private int left;

  /**
   * Begins to cut.
   *
   * @param first index of the first batch
   * @param end index after the last one
   * @param reader of the batch with an index; called on the one thread
   */
  public Prefetch(int first, int end, IntFunction<Batch> reader) {
    left = Math.max(0, end - first);
    thread = new Thread(() -> cut(first, end, reader), THREAD);
    thread.setDaemon(true);
    thread.start();
  }

  private void cut(int first, int end, IntFunction<Batch> reader) {
    try {
      boolean going = true;
      for (int i = first; going && i < end; i++) {
        Cut cut = Cut.of(i, reader);
        store.put(cut);
        going = cut.failure() == null;
      }
    } catch (InterruptedException closed) {
      // Nobody takes another batch.
    }
  }

  @Override
  public boolean hasNext() {
    return left > 0;
  }

  /**
   * Waits for the next batch.
   *
   * @throws IllegalStateException with what the reader threw as its cause
   * @throws CancellationException when the thread is interrupted, as Spark does to a killed task
   */
  @Override
  public Batch next() {
    if (!hasNext()) {
      throw new NoSuchElementException("every batch has been taken");
    }
    Cut cut = take();
    if (cut.failure() != null) {
      left = 0;
      throw new IllegalStateException("batch " + cut.index() + " cannot be cut", cut.failure());
    }
    left--;
    return cut.batch();
  }

  private Cut take() {
    try {
      return store.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for a batch");
    }
  }

  /** Ends the thread and waits until it has ended, through interruptions too. */
  @Override
  public void close() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      // Again and again, because a reader may swallow an interruption.
      thread.interrupt();
      try {
        thread.join(CLOSING_MILLIS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private record Cut(int index, Batch batch, Throwable failure) {
    static Cut of(int index, IntFunction<Batch> reader) {
      try {
        return new Cut(index, reader.apply(index), null);
      } catch (RuntimeException | Error e) {
        return new Cut(index, null, e);
      }
    }
  }
}
