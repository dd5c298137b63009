package kindling.data.batch;

import kindling.data.ImageResizer;
import kindling.data.Normalization;
import kindling.data.augment.Augmentation;
import kindling.data.shard.CachedShard;
import kindling.data.shard.FeatureShard;
import kindling.data.shard.Shard;

/** Cuts one worker's shard into batches, on an executor; used by one thread. */
public sealed interface BatchSource permits BatchReader, FeatureReader {
  /**
   * The batches of a shard.
   *
   * @param resizer brings pictures as they were found to the size of training; null: training takes
   *     the shard's. Features have none
   * @param normalization of the images; features have none
   * @param augmentation of the images in training; features are of views augmented before
   * @param rates of the classes in training, by {@link Sampling#rates}
   * @param seed of the run
   * @param shardSeed what beside seed and epoch the order depends on
   */
  static BatchSource of(
      CachedShard shard,
      ImageResizer resizer,
      Normalization normalization,
      Augmentation augmentation,
      double[] rates,
      long seed,
      long shardSeed) {
    if (shard instanceof FeatureShard features) {
      return new FeatureReader(features, rates, seed, shardSeed);
    }
    return new BatchReader(
        (Shard) shard, resizer, normalization, augmentation, rates, seed, shardSeed);
  }

  /** The index-th batch (from 0) of the epoch's order, augmented. */
  Batch training(int epoch, int batchSize, int index);

  /** The index-th batch (from 0) in the order of the shard, without augmentation. */
  Batch scoring(int batchSize, int index);
}
