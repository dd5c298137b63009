package kindling.model;

import kindling.data.Batch;

/**
 * A live replica of one architecture that runs forward and backward on batches.
 *
 * <p>It lives in an executor, holds native memory until closed, and is used by one thread at a
 * time. The weights come with every call, flat and in the order of the architecture's {@link
 * WeightsLayout}, and are only read; what happens between the calls leaves no trace in the results.
 * Calls throw IllegalArgumentException if the weights or the batch do not fit the architecture.
 */
public interface Engine extends AutoCloseable {
  /** Forward and backward in training mode. */
  Gradient gradient(float[] weights, Batch batch);

  /** Forward in evaluation mode, with the running statistics: the logits, [batch × classes]. */
  float[] logits(float[] weights, Batch batch);

  @Override
  void close();
}
