package kindling.model.dl4j;

import kindling.data.Batch;
import kindling.model.Architecture;
import kindling.model.Engine;
import kindling.model.Gradient;

/**
 * The engine on Deeplearning4j: its graph and workspaces, convolutions in oneDNN, linear layers in
 * BLAS, all else in plain loops.
 *
 * <p>All native work happens on a thread of the engine's own and {@code threads - 1} helpers,
 * whichever thread calls. The same weights and batch give the same bits, in any replica of as many
 * threads on a processor with the same {@link CpuFeatures}. Memory stays level after the first step
 * of the largest batch.
 */
public final class Dl4jEngine implements Engine {
  private final Architecture architecture;
  private final int size;
  private final ReplicaThread thread = new ReplicaThread();
  private final Replica replica;

  /**
   * Loads the native library at first, then builds a replica.
   *
   * @param threads how many threads the replica computes on, at least 1
   * @throws UnsupportedOperationException if the processor lacks AVX2 or a layer is unknown
   * @throws IllegalStateException if oneDNN or the number of threads cannot be had
   */
  public Dl4jEngine(Architecture architecture, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("expected a thread or more, found " + threads);
    }
    this.architecture = architecture;
    this.size = architecture.layout().size();
    try {
      this.replica = thread.call(() -> Replica.open(architecture, threads));
    } catch (RuntimeException | Error e) {
      thread.close();
      throw e;
    }
  }

  /** The engine's name and version, for provenance. */
  public static String version() {
    return "dl4j 1.0.0-M2.1 (oneDNN)";
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
