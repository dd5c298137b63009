package kindling.model.engine;

import kindling.data.batch.Batch;

/**
 * What batch normalization finds in batches at given weights. Runs on executors, and as long as its
 * engine is not asked for anything else.
 */
@FunctionalInterface
public interface BatchStatistics {
  /**
   * The means and unbiased variances of one batch in training mode, in the order of the layout's
   * buffers.
   *
   * @throws IllegalArgumentException if the batch does not fit the architecture
   */
  float[] of(Batch batch);
}
