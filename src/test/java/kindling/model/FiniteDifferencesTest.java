package kindling.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kindling.data.ImageShape;
import kindling.data.batch.Batch;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Dropping;
import kindling.model.architecture.Elementwise;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Pooling;
import kindling.model.architecture.Regularization;
import kindling.model.architecture.TensorSpec;
import kindling.model.architecture.WeightsLayout;
import kindling.model.engine.DropoutSeeds;
import kindling.model.engine.Engine;
import kindling.model.engine.Gradient;
import kindling.model.weights.Initialization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Both engines against finite differences of a network in double precision, for layers, blocks and
 * families: the loss, the slope by parameters drawn from every tensor, the running statistics.
 */
class FiniteDifferencesTest {
  private static final double STEP = 1e-6;

  private static final int SLOPES_OF_A_TENSOR = 4;

  static Stream<Architecture> cases() {
    Architecture dropout =
        SmallCases.chain(
            new ImageShape(2, 6, 6),
            3,
            new Layer.Conv(2, 4, 3, 1, 1, true),
            new Dropping.Dropout(0.4),
            new Elementwise.Relu(),
            new Pooling.GlobalAvgPool(),
            new Layer.Linear(4, 3));
    Architecture depth = Regularization.withStochasticDepth(SmallCases.residual(), 0.5);
    return Stream.of(
            Stream.of(dropout, depth), LayerCases.layers(), LayerCases.families(), BlockCases.all())
        .flatMap(networks -> networks);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void lossGradientAndStatisticsAreThoseOfDoublePrecision(Architecture architecture) {
    WeightsLayout layout = architecture.layout();
    Batch batch = SmallCases.random(architecture.input(), architecture.classes(), 5, 1);
    float[] weights = Initialization.initialize(architecture, 3).values();
    long seed = DropoutSeeds.of(architecture, weights).of(0, batch);
    ReferenceNetwork reference = new ReferenceNetwork(architecture, batch, seed);
    double[] exact = IntStream.range(0, weights.length).mapToDouble(i -> weights[i]).toArray();
    double[] buffers = new double[layout.buffers()];
    double loss = reference.loss(exact, buffers);
    int[] places = layout.trained().flatMapToInt(FiniteDifferencesTest::places).toArray();
    double[] slopes =
        IntStream.of(places).parallel().mapToDouble(i -> reference.slope(exact, i, STEP)).toArray();
    for (Engines.Choice choice : List.of(Engines.Choice.DL4J, Engines.Choice.TORCH)) {
      Gradient gradient;
      try (Engine engine = ReplicaOf.engine(choice, architecture, 2)) {
        gradient = engine.gradient(weights, batch);
      }
      assertThat(gradient.loss()).as("%s", choice).isCloseTo(loss, within(2e-6 * loss));
      for (int i = 0; i < buffers.length; i++) {
        assertThat((double) gradient.buffers()[i])
            .as("%s", choice)
            .isCloseTo(buffers[i], within(1e-5));
      }
      double largest = largest(gradient.parameters());
      for (int i = 0; i < places.length; i++) {
        assertThat((double) gradient.parameters()[places[i]])
            .as("%s, parameter %d", choice, places[i])
            .isCloseTo(slopes[i], within(2e-5 * largest));
      }
    }
  }

  /** Some of a tensor's parameters. */
  private static IntStream places(TensorSpec tensor) {
    return new Random(7)
        .ints(Math.min(tensor.size(), SLOPES_OF_A_TENSOR), tensor.offset(), tensor.end());
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
