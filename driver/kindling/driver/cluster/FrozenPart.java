package kindling.driver.cluster;

import java.io.Serializable;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import kindling.data.batch.Batch;
import kindling.model.engine.Scorer;
import kindling.model.transfer.SplitNetwork;
import org.apache.spark.broadcast.Broadcast;

/** What batches pass through before they reach the network that is trained. Crosses the wire. */
public sealed interface FrozenPart extends Serializable {
  /** Nothing is frozen. */
  FrozenPart NONE = new None();

  /** Applies a function to what makes the trained network's batches; runs on executors. */
  <R> R with(EngineSpec engine, Function<UnaryOperator<Batch>, R> use);

  /** No layers: the batches are taken as they are. */
  record None() implements FrozenPart {
    @Override
    public <R> R with(EngineSpec engine, Function<UnaryOperator<Batch>, R> use) {
      return use.apply(batch -> batch);
    }
  }

  /**
   * The frozen layers, run in evaluation mode: running statistics, no dropout, no gradient.
   *
   * @param weights of them, in their own layout's order
   */
  record Layers(SplitNetwork parts, Broadcast<float[]> weights) implements FrozenPart {
    @Override
    public <R> R with(EngineSpec engine, Function<UnaryOperator<Batch>, R> use) {
      return Replicas.with(
          engine,
          parts.frozen(),
          replica -> {
            Scorer scorer = replica.scorer(weights.value());
            return use.apply(
                batch -> batch.withImages(parts.trained().input(), scorer.logits(batch)));
          });
    }
  }
}
