package kindling.data;

/**
 * Cuts a shard into normalised batches, on an executor; used by one thread.
 *
 * <p>The order of an epoch depends on (seed, epoch, shardSeed); what happens to an image depends on
 * (seed, epoch, its id) alone, wherever the example was dealt.
 */
public final class BatchReader implements BatchSource {
  private final Shard shard;
  private final float[][] table;
  private final Augmentation augmentation;
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
    this.table = normalization.table();
    this.augmentation = augmentation;
    this.seed = seed;
    this.order = new RowOrder(shard.size(), seed, shardSeed);
  }

  @Override
  public Batch training(int epoch, int batchSize, int index) {
    return batch(order.shuffled(epoch, batchSize, index), views(epoch));
  }

  /** The index-th batch in the order of the shard, augmented as the epoch augments. */
  public Batch augmented(int epoch, int batchSize, int index) {
    return batch(order.asStored(batchSize, index), views(epoch));
  }

  @Override
  public Batch scoring(int batchSize, int index) {
    return batch(order.asStored(batchSize, index), id -> Augmentation.View.WHOLE);
  }

  private Views views(int epoch) {
    return id ->
        augmentation.equals(Augmentation.NONE)
            ? Augmentation.View.WHOLE
            : augmentation.view(Seeds.of(seed, Seeds.AUGMENTATION, epoch, id));
  }

  private Batch batch(int[] rows, Views views) {
    ImageShape shape = shard.shape();
    int[] ids = new int[rows.length];
    int[] labels = new int[rows.length];
    float[] images = new float[Math.multiplyExact(rows.length, shape.size())];
    for (int i = 0; i < rows.length; i++) {
      ids[i] = shard.ids()[rows[i]];
      labels[i] = shard.labels()[rows[i]];
      views.of(ids[i]).write(shard.pixels()[rows[i]], shape, table, images, i * shape.size());
    }
    return new Batch(shape, ids, labels, images);
  }

  private interface Views {
    Augmentation.View of(int id);
  }
}
