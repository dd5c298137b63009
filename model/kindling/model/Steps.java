package kindling.model;

import kindling.data.Batch;

/**
 * The steps of one worker: its weights and optimizer state, which stay with the engine from step to
 * step. Runs on executors, and as long as its engine is not asked for anything else.
 */
public interface Steps {
  /**
   * Forward in training mode and backward, at the weights so far; the gradient stays here.
   *
   * @throws IllegalArgumentException if the batch does not fit the architecture
   */
  BatchLoss differentiate(Batch batch);

  /** Moves the parameters by the last gradient, and takes over its running statistics. */
  void update(double learningRate);

  /** A copy of the parameters and buffers so far, in the layout's order. */
  float[] weights();

  /** A copy of the optimizer's state so far, in the layout's order. */
  float[] optimizerState();
}
