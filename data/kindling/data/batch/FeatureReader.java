package kindling.data.batch;

import kindling.data.shard.FeatureShard;

/**
 * Cuts a shard of features into batches in the order in which {@link BatchReader} cuts its images,
 * so that a head trains on the same steps either way; used by one thread on an executor.
 */
final class FeatureReader implements BatchSource {
  private final FeatureShard shard;
  private final RowOrder order;

  FeatureReader(FeatureShard shard, double[] rates, long seed, long shardSeed) {
    this.shard = shard;
    this.order = new RowOrder(shard.labels(), rates, seed, shardSeed);
  }

  /** Epochs count from 1; they take the views in turn. */
  @Override
  public Batch training(int epoch, int batchSize, int index) {
    return batch(
        order.shuffled(epoch, batchSize, index),
        shard.features()[(epoch - 1) % shard.features().length]);
  }

  @Override
  public Batch scoring(int batchSize, int index) {
    return batch(order.asStored(batchSize, index), shard.features()[0]);
  }

  private Batch batch(int[] rows, float[][] features) {
    int size = shard.shape().size();
    int[] ids = new int[rows.length];
    int[] labels = new int[rows.length];
    float[] values = new float[Math.multiplyExact(rows.length, size)];
    for (int i = 0; i < rows.length; i++) {
      ids[i] = shard.ids()[rows[i]];
      labels[i] = shard.labels()[rows[i]];
      System.arraycopy(features[rows[i]], 0, values, i * size, size);
    }
    return new Batch(shard.shape(), ids, labels, values);
  }
}
