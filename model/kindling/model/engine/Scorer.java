package kindling.model.engine;

import kindling.data.batch.Batch;

/**
 * A forward pass in evaluation mode, with the running statistics, at weights that stay the same.
 * Runs on executors, and as long as its engine is not asked for anything else.
 */
public interface Scorer {
  /**
   * The logits, [batch × classes].
   *
   * @throws IllegalArgumentException if the batch does not fit the architecture
   */
  float[] logits(Batch batch);
}
