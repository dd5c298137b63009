package kindling.model.dl4j;

import kindling.data.Batch;
import kindling.model.Architecture;
import kindling.model.Engine;
import kindling.model.Gradient;

/** Deeplearning4j */
public final class Dl4jEngine implements Engine {
  private final ReplicaThread thread = new ReplicaThread();
  private final Replica replica;

  public Dl4jEngine(Architecture architecture, int threads) {
    this.replica = thread.call(() -> new Replica(architecture, threads));
  }

  @Override
  public Gradient gradient(float[] weights, Batch batch) {
    return thread.call(() -> replica.gradient(weights, batch));
  }

  @Override
  public float[] logits(float[] weights, Batch batch) {
    return thread.call(() -> replica.logits(weights, batch));
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
