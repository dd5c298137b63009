package kindling.model.engine;

import kindling.data.batch.Batch;

/**
 * The steps of one worker: its weights and optimizer state, which stay with the engine from step to
 * step. Runs on executors, and as long as its engine is not asked for anything else.
 *
 * <p>A step takes one batch or several, whose gradients are accumulated.
 */
public interface Steps {
  /**
   * Forward in training mode and backward, at the weights so far; the gradient stays here. Takes
   * over the running statistics.
   *
   * @throws IllegalArgumentException if the batch does not fit the architecture
   */
  BatchLoss differentiate(Batch batch);

  /**
   * Moves the parameters by the mean gradient over all examples since the last update.
   *
   * @throws IllegalStateException if there are none
   */
  void update(double learningRate);

  /** A copy of the parameters and buffers so far, in the layout's order. */
  float[] weights();

  /** A copy of the optimizer's state so far, in the layout's order. */
  float[] optimizerState();
}
