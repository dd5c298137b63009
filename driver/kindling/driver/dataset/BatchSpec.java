package kindling.driver.dataset;

import java.io.Serializable;
import java.util.Locale;
import kindling.data.ImageResizer;
import kindling.data.Normalization;
import kindling.data.augment.Augmentation;
import kindling.data.batch.BatchReader;
import kindling.data.batch.BatchSource;
import kindling.data.batch.ClassBalance;
import kindling.data.shard.CachedShard;
import kindling.data.shard.Shard;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;

/**
 * How a worker's examples become batches: a pure function of this and the shard.
 *
 * @param resizer brings pictures as they were found to the size of training; null: training takes
 *     the shard's
 * @param labelSmoothing share of a target that goes to all classes alike, from 0 to below 1
 * @param balance of the classes in training
 * @param batchSize examples of a batch at most
 * @param accumulate batches of an optimizer step at most
 * @param seed of the run
 */
public record BatchSpec(
    Normalization normalization,
    ImageResizer resizer,
    Augmentation augmentation,
    double labelSmoothing,
    ClassBalance balance,
    int batchSize,
    int accumulate,
    long seed)
    implements Serializable {

  /** Those that train on images of the shard's size. */
  public BatchSpec(
      Normalization normalization,
      Augmentation augmentation,
      double labelSmoothing,
      ClassBalance balance,
      int batchSize,
      int accumulate,
      long seed) {
    this(normalization, null, augmentation, labelSmoothing, balance, batchSize, accumulate, seed);
  }

  /**
   * Those of a run, before any epoch's size.
   *
   * @param channels of its images
   * @param counts training examples of each class
   * @throws ConfigurationException where the normalization does not fit the images, or weights the
   *     classes
   */
  public static BatchSpec of(
      Settings settings, Normalization normalization, int channels, int[] counts) {
    if (normalization.mean().length != channels) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "data.normalization: expected a number for each of the %d channels, found %d",
              channels,
              normalization.mean().length));
    }
    return new BatchSpec(
        normalization,
        settings.input().augmentation().build(),
        settings.update().loss().labelSmoothing(),
        new ClassBalance(
            settings.input().sampling().rates(counts),
            settings.update().loss().classWeights().of(counts)),
        settings.workload().batchSize(),
        settings.workload().accumulate(),
        settings.seed());
  }

  /** The same for training at another size. */
  public BatchSpec with(ImageResizer other) {
    return new BatchSpec(
        normalization, other, augmentation, labelSmoothing, balance, batchSize, accumulate, seed);
  }

  /** How a worker's shard of so many examples is cut. */
  public ShardPlan plan(int shardSize) {
    return new ShardPlan(shardSize, batchSize, accumulate);
  }

  /** A worker's batches. */
  public BatchSource source(CachedShard shard, long shardSeed) {
    return BatchSource.of(
        shard, resizer, normalization, augmentation, balance.rates(), seed, shardSeed);
  }

  /** A worker's batches of images. */
  public BatchReader images(Shard shard, long shardSeed) {
    return new BatchReader(
        shard, resizer, normalization, augmentation, balance.rates(), seed, shardSeed);
  }
}
