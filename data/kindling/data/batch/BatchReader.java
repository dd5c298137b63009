package kindling.data.batch;

import kindling.data.ImageShape;
import kindling.data.Normalization;
import kindling.data.Targets;
import kindling.data.augment.Augmentation;
import kindling.data.augment.AugmentationSeed;
import kindling.data.augment.Augmenter;
import kindling.data.augment.Mixing;
import kindling.data.shard.Shard;

/**
 * Cuts a shard into normalised batches, on an executor; used by one thread.
 *
 * <p>The order of an epoch depends on (seed, epoch, shardSeed); what happens to an image depends on
 * (seed, epoch, its id) alone, wherever the example was dealt, and on those of its neighbour in the
 * batch where two are mixed.
 */
public final class BatchReader implements BatchSource {
  private final Shard shard;
  private final Augmenter augmenter;
  private final Mixing mixing;
  private final long seed;
  private final RowOrder order;

  public BatchReader(
      Shard shard,
      Normalization normalization,
      Augmentation augmentation,
      long seed,
      long shardSeed) {
    if (normalization.mean().length != shard.shape().channels()) {
      throw new IllegalArgumentException(
          "expected a normalization of "
              + shard.shape().channels()
              + " channels, found "
              + normalization.mean().length);
    }
    this.shard = shard;
    this.augmenter = new Augmenter(shard.shape(), normalization, augmentation);
    this.mixing = augmentation.mixing();
    this.seed = seed;
    this.order = new RowOrder(shard.size(), seed, shardSeed);
  }

  @Override
  public Batch training(int epoch, int batchSize, int index) {
    Batch batch = batch(order.shuffled(epoch, batchSize, index), augmented(epoch));
    return mixing.active() ? mixed(batch, epoch) : batch;
  }

  private Batch mixed(Batch batch, int epoch) {
    Targets targets =
        mixing.apply(batch.shape(), batch.ids(), batch.labels(), batch.images(), seed, epoch);
    return new Batch(batch.shape(), batch.ids(), targets, batch.images());
  }

  /**
   * The index-th batch in the order of the shard, each image augmented as the epoch augments it;
   * none is mixed with another.
   */
  public Batch augmented(int epoch, int batchSize, int index) {
    return batch(order.asStored(batchSize, index), augmented(epoch));
  }

  @Override
  public Batch scoring(int batchSize, int index) {
    return batch(
        order.asStored(batchSize, index),
        (image, id, target, offset) -> augmenter.normalize(image, target, offset));
  }

  private Writer augmented(int epoch) {
    return (image, id, target, offset) ->
        augmenter.augment(image, new AugmentationSeed(seed, epoch, id), target, offset);
  }

  private Batch batch(int[] rows, Writer writer) {
    ImageShape shape = shard.shape();
    int[] ids = new int[rows.length];
    int[] labels = new int[rows.length];
    float[] images = new float[Math.multiplyExact(rows.length, shape.size())];
    for (int i = 0; i < rows.length; i++) {
      ids[i] = shard.ids()[rows[i]];
      labels[i] = shard.labels()[rows[i]];
      writer.write(shard.pixels(rows[i]), ids[i], images, i * shape.size());
    }
    return new Batch(shape, ids, labels, images);
  }

  private interface Writer {
    void write(byte[] image, int id, float[] target, int offset);
  }
}
