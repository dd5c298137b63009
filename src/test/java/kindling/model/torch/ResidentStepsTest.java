package kindling.model.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.Stream;
import kindling.data.Batch;
import kindling.data.ImageShape;
import kindling.model.Architecture;
import kindling.model.Decay;
import kindling.model.Families;
import kindling.model.Initialization;
import kindling.model.Precision;
import kindling.model.Processors;
import kindling.model.RateFactors;
import kindling.model.Sgd;
import kindling.model.SmallCases;
import kindling.model.Steps;
import kindling.model.transfer.DepthGroups;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The update that runs where the weights are, as on a GPU, is the one on flat arrays. */
class ResidentStepsTest {
  private static final ImageShape SHAPE = new ImageShape(3, 16, 16);
  private static final Architecture RESNET = Families.named("resnet8", SHAPE, 10);

  /** The lower the layer, the smaller: 1/16 for the first, 1 for the last. */
  private static final RateFactors FACTORS = DepthGroups.of(RESNET).rateFactors(0.5);

  static Stream<Sgd> optimizers() {
    return Stream.of(
        new Sgd(0, false, 0, Decay.ALL),
        new Sgd(0, false, 1e-2, Decay.ALL),
        new Sgd(0.9, false, 1e-2, Decay.WEIGHTS_ONLY),
        new Sgd(0.9, true, 1e-2, Decay.WEIGHTS_ONLY),
        new Sgd(0.9, true, 1e-2, Decay.ALL));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void equalStepsOnFlatArrays(Sgd sgd) {
    assertEqualSteps(sgd, RateFactors.NONE, 3, 2e-5f);
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void equalAStepOnFlatArraysWithFactors(Sgd sgd) {
    assertEqualSteps(sgd, FACTORS, 1, 1e-6f);
  }

  private static void assertEqualSteps(Sgd sgd, RateFactors factors, int count, float tolerance) {
    float[] weights = Initialization.initialize(RESNET, 1).values();
    float[] state = Arrays.copyOf(weights, sgd.stateSize(RESNET.layout()));
    try (TorchReplica flat = replica();
        TorchReplica resident = replica()) {
      Steps expected = flat.steps(RESNET, sgd, factors, weights, state);
      Steps found = resident.resident(sgd, factors, weights, state);
      for (int i = 0; i < count; i++) {
        Batch batch = SmallCases.random(SHAPE, 10, 8, i);
        assertThat(found.differentiate(batch).loss())
            .isCloseTo(expected.differentiate(batch).loss(), within(1e-5));
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
