package kindling.model.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.Stream;
import kindling.data.ImageShape;
import kindling.data.batch.Batch;
import kindling.model.SmallCases;
import kindling.model.architecture.Architecture;
import kindling.model.engine.Precision;
import kindling.model.engine.Steps;
import kindling.model.families.Families;
import kindling.model.machine.Processors;
import kindling.model.optimizer.Adam;
import kindling.model.optimizer.AdamW;
import kindling.model.optimizer.DecayScope;
import kindling.model.optimizer.GradientClipping;
import kindling.model.optimizer.L1Penalty;
import kindling.model.optimizer.Lamb;
import kindling.model.optimizer.Lars;
import kindling.model.optimizer.Lion;
import kindling.model.optimizer.Moments;
import kindling.model.optimizer.Optimizer;
import kindling.model.optimizer.RateFactors;
import kindling.model.optimizer.RmsProp;
import kindling.model.optimizer.Sgd;
import kindling.model.transfer.DepthGroups;
import kindling.model.weights.Initialization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The update that runs where the weights are, as on a GPU, is the one on flat arrays. */
class ResidentStepsTest {
  private static final ImageShape SHAPE = new ImageShape(3, 16, 16);
  private static final Architecture RESNET = Families.named("resnet8", SHAPE, 10);

  /**
   * The lower the layer, the smaller: 1/16 for the first, 1 for the last; more for norm's biases.
   */
  private static final RateFactors FACTORS =
      new RateFactors(DepthGroups.of(RESNET).rateFactors(0.5), 3);

  static Stream<Optimizer> optimizers() {
    return Stream.of(
        new Sgd(0, false, 0, DecayScope.ALL),
        new Sgd(0, false, 1e-2, DecayScope.ALL),
        new Sgd(0.9, false, 1e-2, DecayScope.WEIGHTS_ONLY),
        new Sgd(0.9, true, 1e-2, DecayScope.WEIGHTS_ONLY),
        new Sgd(0.9, true, 1e-2, DecayScope.ALL),
        new Adam(new Moments(0.9, 0.999, 1e-3), 1e-2, DecayScope.ALL),
        new AdamW(new Moments(0.9, 0.999, 1e-3), 1e-2, DecayScope.WEIGHTS_ONLY),
        new Lamb(new Moments(0.9, 0.999, 1e-3), 1e-2, DecayScope.WEIGHTS_ONLY),
        new Lars(0.9, 0.001, 1e-2, DecayScope.WEIGHTS_ONLY),
        new Lion(0.9, 0.99, 1e-2, DecayScope.ALL),
        new RmsProp(0.99, 1e-3, 0, 1e-2, DecayScope.ALL),
        new RmsProp(0.99, 1e-3, 0.9, 1e-2, DecayScope.WEIGHTS_ONLY),
        new GradientClipping(new Sgd(0, false, 0, DecayScope.ALL), 0.05, Double.POSITIVE_INFINITY),
        new GradientClipping(new Sgd(0.9, true, 0, DecayScope.ALL), 0.1, 0.5),
        new L1Penalty(new Sgd(0, false, 0, DecayScope.ALL), 4e-4),
        new L1Penalty(new GradientClipping(new Sgd(0.9, true, 0, DecayScope.ALL), 0.1, 0.5), 4e-4));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void equalStepsOnFlatArrays(Optimizer optimizer) {
    assertEqualSteps(optimizer, RateFactors.NONE, 3, 2e-5f);
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void equalAStepOnFlatArraysWithFactors(Optimizer optimizer) {
    assertEqualSteps(optimizer, FACTORS, 1, 1e-6f);
  }

  private static void assertEqualSteps(
      Optimizer optimizer, RateFactors factors, int count, float tolerance) {
    float[] weights = Initialization.initialize(RESNET, 1).values();
    float[] state = new float[optimizer.stateSize(RESNET.layout())];
    Arrays.fill(state, 0.01f);
    try (TorchReplica flat = replica();
        TorchReplica resident = replica()) {
      Steps expected = flat.steps(RESNET, optimizer, factors, weights, state);
      Steps found = resident.resident(optimizer, factors, weights, state);
      for (int i = 0; i < count; i++) {
        // The second step accumulates three batches of unequal sizes.
        for (int size = 8; size <= (i == 1 ? 10 : 8); size++) {
          Batch batch = SmallCases.random(SHAPE, 10, size, i);
          assertThat(found.differentiate(batch).loss())
              .isCloseTo(expected.differentiate(batch).loss(), within(1e-5));
        }
        found.update(0.02);
        expected.update(0.02);
      }
      assertNear(found.weights(), expected.weights(), tolerance);
      assertNear(found.optimizerState(), expected.optimizerState(), tolerance);
      assertThat(found.weights()).isNotEqualTo(weights);
    }
  }

  /** Used on the thread that built it, as an engine would. */
  private static TorchReplica replica() {
    return TorchReplica.open(RESNET, new Processors(1, OptionalInt.empty()), Precision.FLOAT32);
  }

  private static void assertNear(float[] found, float[] expected, float tolerance) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(tolerance));
    }
  }
}
