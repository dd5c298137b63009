package kindling.model.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import kindling.Python;
import kindling.model.architecture.Role;
import kindling.model.architecture.TensorSpec;
import kindling.model.architecture.WeightsLayout;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Optimizers against Debian's PyTorch over 100 steps. */
class OptimizersTest {
  private static final double ANY = Double.POSITIVE_INFINITY;
  private static final Sgd SGD = new Sgd(0.9, false, 0, DecayScope.ALL);

  private static JsonNode ends;

  @BeforeAll
  static void askPyTorch(@TempDir Path folder) throws IOException, InterruptedException {
    ends = new ObjectMapper().readTree(Python.run("pytorch/optimizers.py", folder));
  }

  static Stream<Arguments> pytorch() {
    return Map.of(
            "sgd", new Sgd(0.9, false, 0.01, DecayScope.ALL),
            "nesterov", new Sgd(0.9, true, 0.01, DecayScope.ALL),
            "adam", new Adam(new Moments(0.9, 0.999, 1e-8), 0, DecayScope.ALL),
            "adam, decay", new Adam(new Moments(0.8, 0.99, 1e-6), 0.1, DecayScope.ALL),
            "adamw", new AdamW(new Moments(0.9, 0.999, 1e-8), 0.01, DecayScope.ALL),
            "adamw, decay", new AdamW(new Moments(0.8, 0.99, 1e-6), 0.5, DecayScope.ALL),
            "rmsprop", new RmsProp(0.99, 1e-8, 0, 0, DecayScope.ALL),
            "rmsprop, momentum", new RmsProp(0.9, 1e-6, 0.9, 0.1, DecayScope.ALL),
            "sgd, clipped by norm", new GradientClipping(SGD, ANY, 0.7),
            "sgd, clipped by value", new GradientClipping(SGD, 0.3, ANY))
        .entrySet()
        .stream()
        .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  @Test
  void refuseAStateThatNoArrayHolds() {
    int most = Integer.MAX_VALUE - 64;
    WeightsLayout large =
        new WeightsLayout(
            List.of(new TensorSpec("fc.weight", List.of(most), Role.WEIGHT, 0, most)), most, 0);
    assertThat(SGD.stateSize(large)).isEqualTo(most);
    Adam adam = new Adam(new Moments(0.9, 0.999, 1e-8), 0, DecayScope.ALL);
    assertThatThrownBy(() -> adam.stateSize(large))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContainingAll("2 × " + most, "more than one array holds");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pytorch")
  void endWherePyTorchEnds(String name, Optimizer optimizer) {
    JsonNode expected = ends.get(name);
    float[] weights =
        OptimizerCase.weights(optimizer, name.equals("rmsprop, momentum") ? 0.01 : 0.02);

    assertThat(expected).hasSize(OptimizerCase.PARAMETERS);
    for (int i = 0; i < OptimizerCase.PARAMETERS; i++) {
      assertThat((double) weights[i]).isCloseTo(expected.get(i).asDouble(), within(1e-5));
    }
    assertThat(weights[OptimizerCase.PARAMETERS]).as("the buffer").isEqualTo(7);
  }

  static Stream<TensorOptimizer> all() {
    return Stream.of(
        new Sgd(0.9, true, 0.1, DecayScope.WEIGHTS_ONLY),
        new Adam(new Moments(0.9, 0.999, 1e-8), 0.1, DecayScope.WEIGHTS_ONLY),
        new AdamW(new Moments(0.9, 0.999, 1e-8), 0.1, DecayScope.WEIGHTS_ONLY),
        new Lamb(new Moments(0.9, 0.999, 1e-6), 0.1, DecayScope.WEIGHTS_ONLY),
        new Lars(0.9, 0.001, 0.1, DecayScope.WEIGHTS_ONLY),
        new Lion(0.9, 0.99, 0.1, DecayScope.WEIGHTS_ONLY),
        new RmsProp(0.99, 1e-8, 0.9, 0.1, DecayScope.WEIGHTS_ONLY));
  }

  @ParameterizedTest
  @MethodSource("all")
  void decayOfWeightsPullsNoBias(TensorOptimizer optimizer) {
    float[] weights = new float[OptimizerCase.PARAMETERS + 1];
    Arrays.fill(weights, 1);
    float[] state = new float[optimizer.stateSize(OptimizerCase.LAYOUT)];

    optimizer.step(OptimizerCase.LAYOUT, weights, new float[OptimizerCase.PARAMETERS], state, 0.1);

    assertThat(weights[0]).isLessThan(1);
    assertThat(weights[8]).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("all")
  void aGradientThatNothingClipsMovesToTheSameBits(TensorOptimizer optimizer) {
    assertThat(OptimizerCase.weights(new GradientClipping(optimizer, 1e3, 1e3), 0.01))
        .isEqualTo(OptimizerCase.weights(optimizer, 0.01));
  }

  @Test
  void stepsAreCountedBehindTheMoments() {
    Adam adam = new Adam(new Moments(0.9, 0.999, 1e-8), 0, DecayScope.ALL);
    float[] state = new float[adam.stateSize(OptimizerCase.LAYOUT)];
    float[] gradient = new float[OptimizerCase.PARAMETERS];
    for (int t = 0; t < 3; t++) {
      adam.step(OptimizerCase.LAYOUT, new float[OptimizerCase.PARAMETERS + 1], gradient, state, 1);
    }

    assertThat(state).hasSize(2 * OptimizerCase.PARAMETERS + 2);
    assertThat(state[2 * OptimizerCase.PARAMETERS]).isEqualTo(3);
    assertThat(state[2 * OptimizerCase.PARAMETERS + 1]).isEqualTo(3);
  }

  @Test
  void afterMillionsOfStepsTheCorrectionIsOne() {
    Adam adam = new Adam(new Moments(0.9, 0.999, 1e-8), 0, DecayScope.ALL);
    float[] state = new float[adam.stateSize(OptimizerCase.LAYOUT)];
    float[] weights = new float[OptimizerCase.PARAMETERS + 1];
    float[] gradient = new float[OptimizerCase.PARAMETERS];
    Arrays.fill(state, 0, OptimizerCase.PARAMETERS, 0.5f);
    Arrays.fill(state, OptimizerCase.PARAMETERS, 2 * OptimizerCase.PARAMETERS, 0.25f);
    Arrays.fill(gradient, 0.5f);
    Arrays.fill(state, 2 * OptimizerCase.PARAMETERS, state.length, 0x1p24f);

    adam.step(OptimizerCase.LAYOUT, weights, gradient, state, 0.1);

    assertThat(weights[0]).isCloseTo(-0.1f, within(1e-6f));
    assertThat(state[state.length - 1]).isEqualTo(0x1p24f);
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Adam(new Moments(1, 0.9, 1e-8), 0, DecayScope.ALL))
        .hasMessageContaining("beta1");
    assertThatThrownBy(() -> new AdamW(new Moments(0.9, -1, 1e-8), 0, DecayScope.ALL))
        .hasMessageContaining("beta2");
    assertThatThrownBy(() -> new Lamb(new Moments(0.9, 0.9, 0), 0, DecayScope.ALL))
        .hasMessageContaining("epsilon");
    assertThatThrownBy(() -> new Lars(0.9, 0, 0, DecayScope.ALL)).hasMessageContaining("trust");
    assertThatThrownBy(() -> new Lion(0.9, 0.9, -1, DecayScope.ALL)).hasMessageContaining("decay");
    assertThatThrownBy(() -> new RmsProp(2, 1, 0, 0, DecayScope.ALL)).hasMessageContaining("alpha");
    assertThatThrownBy(() -> new GradientClipping(SGD, 1, 0))
        .hasMessageContaining("bounds above 0");
  }
}
