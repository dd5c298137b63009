package kindling.driver.train.plan;

import static org.assertj.core.api.Assertions.assertThat;

import kindling.data.Normalization;
import kindling.data.augment.Augmentation;
import kindling.data.batch.ClassBalance;
import kindling.driver.cluster.EngineSpec;
import kindling.driver.cluster.NetworkSpec;
import kindling.driver.config.training.AveragingSettings.OptimizerState;
import kindling.driver.dataset.BatchSpec;
import kindling.driver.evaluate.ForwardSpec;
import kindling.driver.train.wire.Packed;
import kindling.model.EngineRequest;
import kindling.model.Engines;
import kindling.model.SmallCases;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.WeightsLayout;
import kindling.model.averaging.StateLayout;
import kindling.model.averaging.WireFormat;
import kindling.model.engine.Precision;
import kindling.model.optimizer.Adam;
import kindling.model.optimizer.DecayScope;
import kindling.model.optimizer.Moments;
import kindling.model.optimizer.Optimizer;
import kindling.model.optimizer.RateFactors;
import kindling.model.optimizer.Schedule;
import kindling.model.optimizer.Sgd;
import org.junit.jupiter.api.Test;

class TrainingSpecTest {
  private static final Architecture NETWORK = SmallCases.residual();
  private static final WeightsLayout LAYOUT = NETWORK.layout();
  private static final EngineSpec ENGINE =
      new EngineSpec(new EngineRequest(Engines.Choice.TORCH, Precision.FLOAT32), "torch", 1);
  private static final Sgd MOMENTUM = new Sgd(0.9, false, 0, DecayScope.ALL);
  private static final Adam ADAM = new Adam(new Moments(0.9, 0.999, 1e-8), 0, DecayScope.ALL);

  private static TrainingSpec spec(Optimizer optimizer, OptimizerState state, WireFormat wire) {
    return new TrainingSpec(
        new NetworkSpec(NETWORK, ENGINE),
        batches(8),
        new UpdateSpec(optimizer, RateFactors.NONE, new Schedule.Constant(0.1), state),
        wire);
  }

  private static BatchSpec batches(int size) {
    float[] channels = {0.5f, 0.5f, 0.5f};
    return new BatchSpec(
        new Normalization(channels, channels), Augmentation.NONE, 0, ClassBalance.NONE, size, 1, 7);
  }

  @Test
  void theOptimizersStateIsAveragedWhereItIsAskedFor() {
    TrainingSpec averaged = spec(ADAM, OptimizerState.AVERAGED, WireFormat.FLOAT32);
    assertThat(averaged.optimizerSize())
        .isEqualTo(ADAM.stateSize(LAYOUT))
        .isGreaterThanOrEqualTo(2 * LAYOUT.parameters());
    assertThat(averaged.state()).isEqualTo(new StateLayout(LAYOUT, averaged.optimizerSize()));
    TrainingSpec reset = spec(ADAM, OptimizerState.RESET, WireFormat.FLOAT32);
    assertThat(reset.state()).isEqualTo(new StateLayout(LAYOUT, 0));
  }

  @Test
  void momentumTravelsNarrowAndOtherMomentsDoNot() {
    int momentum = bytes(spec(MOMENTUM, OptimizerState.AVERAGED, WireFormat.BFLOAT16));
    int without = bytes(spec(MOMENTUM, OptimizerState.RESET, WireFormat.BFLOAT16));
    assertThat(momentum - without).isEqualTo(Short.BYTES * LAYOUT.parameters());
    TrainingSpec adam = spec(ADAM, OptimizerState.AVERAGED, WireFormat.BFLOAT16);
    assertThat(bytes(adam) - without).isEqualTo(Float.BYTES * adam.optimizerSize());
  }

  private static int bytes(TrainingSpec spec) {
    return ((Packed) spec.wire().sent(new float[spec.state().size()])).bytes().length;
  }

  @Test
  void whatIsReplacedIsAllThatChanges() {
    TrainingSpec spec = spec(MOMENTUM, OptimizerState.AVERAGED, WireFormat.INT8);
    assertThat(spec.architecture()).isEqualTo(NETWORK);
    assertThat(spec.engine()).isEqualTo(ENGINE);
    assertThat(spec.forward()).isEqualTo(new ForwardSpec(spec.network(), spec.batches()));
    NetworkSpec other = new NetworkSpec(NETWORK, new EngineSpec(ENGINE.request(), "another", 1));
    assertThat(spec.with(other))
        .isEqualTo(new TrainingSpec(other, spec.batches(), spec.update(), WireFormat.INT8));
    BatchSpec batches = batches(16);
    assertThat(spec.with(batches))
        .isEqualTo(new TrainingSpec(spec.network(), batches, spec.update(), WireFormat.INT8));
    UpdateSpec update = spec.update().with(new Schedule.Constant(0.2));
    assertThat(update)
        .isEqualTo(
            new UpdateSpec(
                MOMENTUM, RateFactors.NONE, new Schedule.Constant(0.2), OptimizerState.AVERAGED));
    assertThat(spec.with(update))
        .isEqualTo(new TrainingSpec(spec.network(), spec.batches(), update, WireFormat.INT8));
    assertThat(update.with(ADAM))
        .isEqualTo(
            new UpdateSpec(
                ADAM, RateFactors.NONE, new Schedule.Constant(0.2), OptimizerState.AVERAGED));
  }
}
