package kindling.driver.train.plan;

import java.io.Serializable;
import kindling.data.ImageResizer;
import kindling.driver.cluster.EngineSpec;
import kindling.driver.cluster.NetworkSpec;
import kindling.driver.config.settings.Settings;
import kindling.driver.config.training.AveragingSettings;
import kindling.driver.dataset.BatchSpec;
import kindling.driver.evaluate.ForwardSpec;
import kindling.driver.train.wire.Wire;
import kindling.model.architecture.Architecture;
import kindling.model.averaging.StateLayout;
import kindling.model.averaging.WireFormat;
import kindling.model.optimizer.Sgd;

/**
 * What every worker of a run knows beside its shard and the state of the round. With these three, a
 * worker's part of a round is a pure function.
 */
public record TrainingSpec(
    NetworkSpec network, BatchSpec batches, UpdateSpec update, WireFormat wireFormat)
    implements Serializable {

  /**
   * The spec of a run.
   *
   * @param examples of the training split
   */
  public static TrainingSpec of(
      Settings settings, NetworkSpec network, BatchSpec batches, int examples) {
    return new TrainingSpec(
        network,
        batches,
        new UpdateSpec(
            settings.optimizer(),
            settings.rateFactors(network.architecture()),
            settings
                .update()
                .schedule()
                .over(
                    examples, settings.workload().epochs(), settings.workload().examplesPerStep()),
            settings.averaging().optimizerState()),
        settings.averaging().wire());
  }

  /** The same for another network, a part of this one. */
  public TrainingSpec with(NetworkSpec part) {
    return new TrainingSpec(part, batches, update, wireFormat);
  }

  /** The same of other batches. */
  public TrainingSpec with(BatchSpec other) {
    return new TrainingSpec(network, other, update, wireFormat);
  }

  /** The same for training images of another size. */
  public TrainingSpec with(ImageResizer resizer) {
    return new TrainingSpec(
        network.with(architecture().withInput(resizer.shape())),
        batches.with(resizer),
        update,
        wireFormat);
  }

  /** The same with other updates. */
  public TrainingSpec with(UpdateSpec other) {
    return new TrainingSpec(network, batches, other, wireFormat);
  }

  /** What scoring and statistics need of it. */
  public ForwardSpec forward() {
    return new ForwardSpec(network, batches);
  }

  public Architecture architecture() {
    return network.architecture();
  }

  public EngineSpec engine() {
    return network.engine();
  }

  /**
   * How the averaged state travels. SGD's momentum may be narrow. Other moments change by less in a
   * step than bfloat16 resolves, and would stay where they are.
   */
  public Wire wire() {
    WireFormat moments = update.optimizer().rule() instanceof Sgd ? wireFormat : WireFormat.FLOAT32;
    return Wire.of(wireFormat, moments, architecture().layout(), state().size());
  }

  /** What the state that is averaged consists of. */
  public StateLayout state() {
    return new StateLayout(
        architecture().layout(),
        update.optimizerState() == AveragingSettings.OptimizerState.AVERAGED ? optimizerSize() : 0);
  }

  /** Floats of the optimizer's state. */
  public int optimizerSize() {
    return update.optimizer().stateSize(architecture().layout());
  }
}
