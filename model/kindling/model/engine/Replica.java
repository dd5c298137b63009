package kindling.model.engine;

import kindling.data.batch.Batch;
import kindling.model.architecture.Architecture;
import kindling.model.optimizer.Optimizer;
import kindling.model.optimizer.RateFactors;

/**
 * A live network in one of the libraries: what an {@link Engine} runs, always on the same thread.
 * Flat arrays are in the replica's own order. What happens between two loads leaves no trace in the
 * results after the second.
 */
public interface Replica extends AutoCloseable {
  /** The order of the flat arrays that the replica takes and gives. */
  WeightsOrder order();

  /** Takes parameters and buffers; they are read until the next load and not changed. */
  void load(float[] weights);

  /**
   * Forward in training mode and backward, once after a load.
   *
   * @param seed what dropout draws from
   */
  BatchLoss differentiate(Batch batch, long seed);

  /** The mean loss's derivative by each parameter; not to be changed, and valid until a load. */
  float[] gradient();

  /** The running statistics after {@link #differentiate}; as valid as the gradient. */
  float[] buffers();

  /**
   * Forward in training mode, once after a load: the running statistics after it.
   *
   * @param seed what dropout draws from
   */
  default float[] statistics(Batch batch, long seed) {
    differentiate(batch, seed);
    return buffers();
  }

  /** The outputs in evaluation mode, [batch × classes]. */
  float[] logits(Batch batch);

  /**
   * Scores at the weights that are loaded, until the next load, with whatever may be computed once
   * for them: the logits may differ from those of {@link #logits} by roundings.
   */
  default Scorer frozen() {
    return this::logits;
  }

  /** Begins a worker's steps; the arrays are in the layout's order. */
  default Steps steps(
      Architecture architecture,
      Optimizer optimizer,
      RateFactors factors,
      float[] weights,
      float[] optimizerState) {
    return new FlatSteps(this, architecture, optimizer, factors, weights, optimizerState);
  }

  @Override
  void close();
}
