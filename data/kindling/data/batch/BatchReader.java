package kindling.data.batch;

import java.util.Arrays;
import kindling.data.BadImageException;
import kindling.data.Framing;
import kindling.data.ImageResizer;
import kindling.data.ImageShape;
import kindling.data.Normalization;
import kindling.data.Pixels;
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
  private final Frame training;
  private final Frame scoring;
  private final boolean asFound;
  private final Mixing mixing;
  private final long seed;
  private final RowOrder order;

  /** Each example once an epoch. */
  public BatchReader(
      Shard shard,
      Normalization normalization,
      Augmentation augmentation,
      long seed,
      long shardSeed) {
    this(shard, null, normalization, augmentation, new double[0], seed, shardSeed);
  }

  /**
   * Examples by the rates of their classes, at a size of training's own.
   *
   * @param resizer brings pictures as they were found to that size; null: training takes the
   *     shard's
   * @param rates by {@link Sampling#rates}
   */
  public BatchReader(
      Shard shard,
      ImageResizer resizer,
      Normalization normalization,
      Augmentation augmentation,
      double[] rates,
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
    int threads = shard.pictures().threads();
    ImageResizer fitted = new ImageResizer(shard.shape(), Framing.EXACT);
    this.scoring = Frame.of(fitted, normalization, augmentation, threads);
    this.training =
        resizer == null ? scoring : Frame.of(resizer, normalization, augmentation, threads);
    this.asFound = resizer != null || augmentation.needsPicture();
    this.mixing = augmentation.mixing();
    this.seed = seed;
    this.order = new RowOrder(shard.labels(), rates, seed, shardSeed);
  }

  @Override
  public Batch training(int epoch, int batchSize, int index) {
    int[] repeats = order.repeats(epoch, batchSize, index);
    int[] rows = order.shuffled(epoch, batchSize, index);
    Batch batch = batch(training, rows, augmented(epoch, repeats));
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
    int[] rows = order.asStored(batchSize, index);
    return batch(training, rows, augmented(epoch, new int[rows.length]));
  }

  @Override
  public Batch scoring(int batchSize, int index) {
    return batch(
        scoring,
        order.asStored(batchSize, index),
        (augmenter, row, at, target, offset) -> augmenter.normalize(fitted(row), target, offset));
  }

  /**
   * As an epoch shows them.
   *
   * @param repeats how often each came before
   */
  private Writer augmented(int epoch, int[] repeats) {
    return (augmenter, row, at, target, offset) ->
        augmenter.augment(
            asFound ? shard.pictures().found(row) : fitted(row),
            new AugmentationSeed(seed, epoch, shard.ids()[row]).repeated(repeats[at]),
            target,
            offset);
  }

  private Pixels fitted(int row) {
    return new Pixels(shard.shape(), shard.pixels(row));
  }

  private Batch batch(Frame frame, int[] rows, Writer writer) {
    ImageShape shape = frame.shape;
    int[] ids = Arrays.stream(rows).map(row -> shard.ids()[row]).toArray();
    int[] labels = Arrays.stream(rows).map(row -> shard.labels()[row]).toArray();
    float[] images = new float[Math.multiplyExact(rows.length, shape.size())];
    int threads = frame.augmenters.length;
    RowThreads.run(
        threads,
        thread -> {
          for (int i = thread; i < rows.length; i += threads) {
            try {
              writer.write(frame.augmenters[thread], rows[i], i, images, i * shape.size());
            } catch (BadImageException e) {
              throw new IllegalStateException("an image of a shard is of the shard's shape", e);
            }
          }
        });
    return new Batch(shape, ids, labels, images);
  }

  /**
   * What writes images of a shape.
   *
   * @param augmenters one for each thread
   */
  private record Frame(ImageShape shape, Augmenter... augmenters) {
    static Frame of(
        ImageResizer resizer, Normalization normalization, Augmentation augmentation, int threads) {
      Augmenter[] augmenters = new Augmenter[threads];
      Arrays.setAll(augmenters, i -> new Augmenter(resizer, normalization, augmentation));
      return new Frame(resizer.shape(), augmenters);
    }
  }

  private interface Writer {
    /** Writes the picture of a row, which is the batch's at a place. */
    void write(Augmenter augmenter, int row, int at, float[] target, int offset)
        throws BadImageException;
  }
}
