package kindling.driver;

import java.io.Serializable;
import kindling.data.Augmentation;
import kindling.data.BatchSource;
import kindling.data.CachedShard;
import kindling.data.Normalization;
import kindling.driver.averaging.Wire;
import kindling.driver.averaging.WireFormat;
import kindling.model.Architecture;
import kindling.model.Optimizer;
import kindling.model.RateFactors;
import kindling.model.Schedule;

/**
 * What every worker of a run knows beside its shard and the state of the round. With these three,
 * {@link LocalSteps} is a pure function.
 */
record TrainingSpec(
    Architecture architecture,
    EngineSpec engine,
    Normalization normalization,
    Augmentation augmentation,
    Optimizer optimizer,
    RateFactors rateFactors,
    Schedule schedule,
    int batchSize,
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
  static TrainingSpec of(
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
        settings.augmentation(),
        settings.regularization().of(settings.optimizer()),
        settings.transfer().rateFactors(architecture),
        settings.schedule().over(examples, settings.epochs()),
        settings.batchSize(),
        settings.averaging().wire(),
        settings.optimizerState(),
        settings.seed());
  }

  /** The same for another network, a part of this one. */
  TrainingSpec of(Architecture part) {
    return new TrainingSpec(
        part,
        engine,
        normalization,
        augmentation,
        optimizer,
        rateFactors,
        schedule,
        batchSize,
        wireFormat,
        optimizerState,
        seed);
  }

  /** A worker's batches. */
  BatchSource batches(CachedShard shard, long shardSeed) {
    return BatchSource.of(shard, normalization, augmentation, seed, shardSeed);
  }

  /** How the averaged state travels. */
  Wire wire() {
    return Wire.of(wireFormat, architecture.layout(), stateSize());
  }

  /** Floats of the averaged state: the weights, then the optimizer's state if it is averaged. */
  int stateSize() {
    return weightsSize()
        + (optimizerState == Settings.OptimizerState.AVERAGED ? optimizerSize() : 0);
  }

  int weightsSize() {
    return architecture.layout().parameters() + architecture.layout().buffers();
  }

  int optimizerSize() {
    return optimizer.stateSize(architecture.layout());
  }
}
