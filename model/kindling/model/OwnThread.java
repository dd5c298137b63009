package kindling.model;

import java.util.function.Supplier;
import kindling.data.Batch;

/**
 * An engine that checks what it is given and does all its native work on one thread of its own,
 * whichever thread calls.
 */
public final class OwnThread implements Engine {
  private final Architecture architecture;
  private final int size;
  private final ReplicaThread thread = new ReplicaThread();
  private final Engine replica;

  private OwnThread(Architecture architecture, Supplier<Engine> replica) {
    this.architecture = architecture;
    this.size = architecture.layout().size();
    try {
      this.replica = thread.call(replica::get);
    } catch (RuntimeException | Error e) {
      thread.close();
      throw e;
    }
  }

  /**
   * Builds a replica on a new thread.
   *
   * @param threads that the replica computes with, at least 1
   * @param replica called once, on the replica's thread; throws what it throws
   */
  public static Engine open(Architecture architecture, int threads, Supplier<Engine> replica) {
    if (threads < 1) {
      throw new IllegalArgumentException("expected a thread or more, found " + threads);
    }
    return new OwnThread(architecture, replica);
  }

  @Override
  public Gradient gradient(float[] weights, Batch batch) {
    check(weights, batch);
    return thread.call(() -> replica.gradient(weights, batch));
  }

  @Override
  public float[] logits(float[] weights, Batch batch) {
    check(weights, batch);
    return thread.call(() -> replica.logits(weights, batch));
  }

  private void check(float[] weights, Batch batch) {
    if (weights.length != size) {
      throw new IllegalArgumentException(
          "expected %d weights, found %d".formatted(size, weights.length));
    }
    if (!batch.shape().equals(architecture.input()) || batch.size() == 0) {
      throw new IllegalArgumentException(
          "expected images of %s, found %d of %s"
              .formatted(architecture.input(), batch.size(), batch.shape()));
    }
  }

  @Override
  public void close() {
    thread.call(
        () -> {
          replica.close();
          return null;
        });
    thread.close();
  }
}
