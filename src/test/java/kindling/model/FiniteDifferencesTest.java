package kindling.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.stream.Stream;
import kindling.data.Batch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The slope of the loss along the gradient is the gradient's length, for layers and families. */
class FiniteDifferencesTest {
  static Stream<Arguments> cases() {
    return Stream.of(Engines.Choice.DL4J, Engines.Choice.TORCH)
        .flatMap(choice -> LayerCases.all().map(network -> Arguments.of(choice, network)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientIsTheSlopeOfTheLoss(Engines.Choice choice, Architecture architecture) {
    Batch batch = SmallCases.random(architecture.input(), architecture.classes(), 5, 1);
    float[] weights = Initialization.initialize(architecture, 3).values();
    try (Engine engine = ReplicaOf.engine(choice, architecture, 2)) {
      Gradient gradient = engine.gradient(weights, batch);
      double length = length(gradient.parameters());
      double step = 5e-4;
      double ahead = lossAt(engine, weights, gradient.parameters(), step / length, batch);
      double behind = lossAt(engine, weights, gradient.parameters(), -step / length, batch);
      assertThat((ahead - behind) / (2 * step)).isCloseTo(length, withinPercentage(1));
    }
  }

  private static double lossAt(
      Engine engine, float[] weights, float[] direction, double distance, Batch batch) {
    float[] moved = weights.clone();
    for (int i = 0; i < direction.length; i++) {
      moved[i] += (float) (distance * direction[i]);
    }
    return engine.gradient(moved, batch).loss();
  }

  private static double length(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }
}
