package kindling.data;

/**
 * Cuts a shard into normalised batches, on an executor; used by one thread.
 *
 * <p>The order of an epoch depends on (seed, epoch, shardSeed); what happens to an image depends on
 * (seed, epoch, its id) alone, wherever the example was dealt.
 */
public final class BatchReader {
  private final Shard shard;
  private final float[][] table;
  private final Augmentation augmentation;
  private final long seed;
  private final long shardSeed;
  private int orderEpoch = -1;
  private int[] order;

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
    this.shardSeed = shardSeed;
  }

  /** The index-th batch of the epoch's order (epoch and index from 0), augmented. */
  public Batch training(int epoch, int batchSize, int index) {
    if (epoch != orderEpoch) {
      order = Seeds.permutation(shard.size(), Seeds.of(seed, Seeds.ORDER, epoch, shardSeed));
      orderEpoch = epoch;
    }
    int[] rows = rows(batchSize, index);
    for (int i = 0; i < rows.length; i++) {
      rows[i] = order[rows[i]];
    }
    return batch(
        rows,
        id ->
            augmentation.equals(Augmentation.NONE)
                ? Augmentation.View.WHOLE
                : augmentation.view(Seeds.of(seed, Seeds.AUGMENTATION, epoch, id)));
  }

  /** The index-th batch in the order of the shard, as the images are. */
  public Batch scoring(int batchSize, int index) {
    return batch(rows(batchSize, index), id -> Augmentation.View.WHOLE);
  }

  private int[] rows(int batchSize, int index) {
    int count = Batches.count(shard.size(), batchSize);
    if (index < 0 || index >= count) {
      throw new IllegalArgumentException(
          "expected the index of one of " + count + " batches, found " + index);
    }
    int from = Batches.start(shard.size(), count, index);
    int[] rows = new int[Batches.start(shard.size(), count, index + 1) - from];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = from + i;
    }
    return rows;
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
