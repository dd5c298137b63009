package kindling.driver.train.plan;

import java.io.Serializable;
import kindling.data.Normalization;
import kindling.data.augment.Augmentation;
import kindling.data.batch.BatchSource;
import kindling.data.shard.CachedShard;
import kindling.driver.cluster.EngineSpec;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import kindling.driver.train.wire.Wire;
import kindling.model.architecture.Architecture;
import kindling.model.averaging.WireFormat;
import kindling.model.optimizer.Optimizer;
import kindling.model.optimizer.RateFactors;
import kindling.model.optimizer.Schedule;
import kindling.model.optimizer.Sgd;

/**
 * What every worker of a run knows beside its shard and the state of the round. With these three,
 * {@link LocalSteps} is a pure function.
 */
public record TrainingSpec(
    Architecture architecture,
    EngineSpec engine,
    Normalization normalization,
    Augmentation augmentation,
    double labelSmoothing,
    Optimizer optimizer,
    RateFactors rateFactors,
    Schedule schedule,
    int batchSize,
    int accumulate,
    WireFormat wireFormat,
    Settings.OptimizerState optimizerState,
    long seed)
    implements Serializable {

  /**
   * The spec of a run.
   *
   * @param examples of the training split
   * @throws ConfigurationException where the normalization does not fit the images
   */
  public static TrainingSpec of(
      Settings settings,
      Architecture architecture,
      EngineSpec engine,
      Normalization normalization,
      int examples) {
    int channels = architecture.input().channels();
    if (normalization.mean().length != channels) {
      throw new ConfigurationException(
          "data.normalization: expected a number for each of the %d channels, found %d"
              .formatted(channels, normalization.mean().length));
    }
    return new TrainingSpec(
        architecture,
        engine,
        normalization,
        settings.augmentation().made(),
        settings.loss().labelSmoothing(),
        settings.regularization().of(settings.optimizer()),
        settings.rateFactors(architecture),
        settings.schedule().over(examples, settings.epochs(), settings.examplesPerStep()),
        settings.batchSize(),
        settings.accumulate(),
        settings.averaging().wire(),
        settings.optimizerState(),
        settings.seed());
  }

  /** The same with another schedule. */
  public TrainingSpec with(Schedule other) {
    return new TrainingSpec(
        architecture,
        engine,
        normalization,
        augmentation,
        labelSmoothing,
        optimizer,
        rateFactors,
        other,
        batchSize,
        accumulate,
        wireFormat,
        optimizerState,
        seed);
  }

  /** The same for another network, a part of this one. */
  public TrainingSpec of(Architecture part) {
    return new TrainingSpec(
        part,
        engine,
        normalization,
        augmentation,
        labelSmoothing,
        optimizer,
        rateFactors,
        schedule,
        batchSize,
        accumulate,
        wireFormat,
        optimizerState,
        seed);
  }

  /** How a worker's shard of so many examples is cut. */
  public ShardPlan plan(int shardSize) {
    return new ShardPlan(shardSize, batchSize, accumulate);
  }

  /** A worker's batches. */
  public BatchSource batches(CachedShard shard, long shardSeed) {
    return BatchSource.of(shard, normalization, augmentation, seed, shardSeed);
  }

  /**
   * How the averaged state travels. SGD's momentum may be narrow. Other moments change by less in a
   * step than bfloat16 resolves, and would stay where they are.
   */
  public Wire wire() {
    WireFormat moments = optimizer.rule() instanceof Sgd ? wireFormat : WireFormat.FLOAT32;
    return Wire.of(wireFormat, moments, architecture.layout(), stateSize());
  }

  /** Floats of the averaged state: the weights, then the optimizer's state if it is averaged. */
  public int stateSize() {
    return weightsSize()
        + (optimizerState == Settings.OptimizerState.AVERAGED ? optimizerSize() : 0);
  }

  /** Floats of the weights: parameters and running statistics. */
  public int weightsSize() {
    return architecture.layout().parameters() + architecture.layout().buffers();
  }

  /** Floats of the optimizer's state. */
  public int optimizerSize() {
    return optimizer.stateSize(architecture.layout());
  }
}
