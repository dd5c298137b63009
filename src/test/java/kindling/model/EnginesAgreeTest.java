package kindling.model;

import static org.assertj.core.api.Assertions.assertThat;

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
import kindling.model.engine.Engine;
import kindling.model.engine.Gradient;
import kindling.model.families.Families;
import kindling.model.weights.Initialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each engine is the other's oracle: the same weights and batch give the same loss, gradient and
 * running statistics.
 *
 * <p>Distances are relative to the largest value of the vector. Float sums in another order stay
 * below 2e-5. In a whole network some pre-activation of some image may lie so near zero that its
 * ReLU opens in one engine and not in the other, on one processor and not on the next: the gradient
 * then differs by that image's share. So of several batches one must agree as closely as sums do,
 * and none before it may differ by more than that share; a wrong term differs in all of them. Under
 * {@link FirmGates} no gate is in doubt.
 */
class EnginesAgreeTest {
  private static final double SUMS = 2e-5;
  private static final double GATES = 0.1;
  private static final int BATCHES = 8;

  static Stream<Architecture> layers() {
    return Stream.concat(LayerCases.layers(), BlockCases.all());
  }

  @ParameterizedTest
  @MethodSource("layers")
  void onLayersOfEveryKind(Architecture architecture) {
    assertThat(distance(architecture, 5)).isLessThan(SUMS);
  }

  /** A batch of one image at one pixel, as the last batch of an epoch may be. */
  @Test
  void onBatchNormOfOneValueAChannel() {
    Architecture architecture =
        SmallCases.chain(
            new ImageShape(2, 6, 6),
            3,
            new Layer.Flatten(),
            new Layer.Linear(72, 4),
            new Layer.BatchNorm(4, 0.1, 1e-5),
            new Layer.Linear(4, 3));
    assertThat(distance(architecture, 1)).isLessThan(SUMS);
  }

  @Test
  void onDropout() {
    Architecture architecture =
        SmallCases.chain(
            new ImageShape(3, 8, 8),
            10,
            new Layer.Conv(3, 8, 3, 1, 1, true),
            new Dropping.Dropout(0.3),
            new Elementwise.Relu(),
            new Pooling.GlobalAvgPool(),
            new Dropping.Dropout(0.5),
            new Layer.Linear(8, 10));
    assertThat(distance(architecture, 5)).isLessThan(SUMS);
  }

  @Test
  void onClassesThatWeighDifferently() {
    Architecture architecture = SmallCases.residual();
    float[] weights = new float[architecture.classes()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = 0.25f * i;
    }
    Batch batch =
        SmallCases.random(architecture.input(), architecture.classes(), 6, 5)
            .smoothed(0.1)
            .weighted(weights);
    assertThat(distance(architecture, Initialization.initialize(architecture, 3).values(), batch))
        .isLessThan(SUMS);
  }

  @Test
  void onStochasticDepth() {
    assertThat(distance(Regularization.withStochasticDepth(SmallCases.residual(), 0.5), 5))
        .isLessThan(SUMS);
  }

  static Stream<Architecture> families() {
    Stream<Architecture> cifar =
        Stream.of(
                "mlp",
                "lenet",
                "resnet20",
                "resnet20-b",
                "resnet18",
                "preactresnet20",
                "vgg11",
                "densenet40-12",
                "densenet-bc40-12",
                "wideresnet16-2",
                "wideresnet10-1-d0.3")
            .map(name -> Families.named(name, new ImageShape(3, 32, 32), 10));
    return Stream.concat(cifar, LayerCases.families());
  }

  @ParameterizedTest
  @MethodSource("families")
  void onEveryFamily(Architecture architecture) {
    assertThat(
            IntStream.rangeClosed(1, BATCHES)
                .mapToDouble(seed -> distance(architecture, seed))
                .peek(distance -> assertThat(distance).isLessThan(GATES))
                .filter(distance -> distance < SUMS)
                .findFirst())
        .isPresent();
  }

  /**
   * So deep that with fresh weights some gate is in doubt in nearly every batch. Sides and batches
   * leave at least 32 values to each normalization: over three, float32 itself is a percent away
   * from double precision.
   */
  @ParameterizedTest
  @CsvSource({
    "preactresnet164, 32, 3",
    "resnet18-imagenet, 64, 8",
    "resnet50-imagenet, 64, 8",
    "mobilenetv1-w0.25, 64, 8",
    "mobilenetv1-w0.25-cifar, 32, 8",
    "mobilenetv2-w0.25, 64, 8",
    "mobilenetv2-w0.25-cifar, 32, 8"
  })
  void onDeepNetworksWhoseGatesAreFirm(String name, int side, int images) {
    Architecture architecture = Families.named(name, new ImageShape(3, side, side), 10);
    Batch batch = SmallCases.random(architecture.input(), architecture.classes(), images, 1);
    assertThat(distance(architecture, FirmGates.weights(architecture), batch)).isLessThan(SUMS);
  }

  private static double distance(Architecture architecture, long seed) {
    Batch batch = SmallCases.random(architecture.input(), architecture.classes(), 3, seed);
    return distance(architecture, Initialization.initialize(architecture, 3).values(), batch);
  }

  private static double distance(Architecture architecture, float[] weights, Batch batch) {
    try (Engine dl4j = ReplicaOf.engine(Engines.Choice.DL4J, architecture, 2);
        Engine torch = ReplicaOf.engine(Engines.Choice.TORCH, architecture, 2)) {
      Gradient expected = dl4j.gradient(weights, batch);
      Gradient found = torch.gradient(weights, batch);
      return Stream.of(
              Math.abs(found.loss() - expected.loss()),
              distance(found.logits(), expected.logits()),
              distance(found.parameters(), expected.parameters()),
              distance(found.buffers(), expected.buffers()),
              distance(torch.scorer(weights).logits(batch), dl4j.scorer(weights).logits(batch)))
          .max(Double::compare)
          .orElseThrow();
    }
  }

  private static double distance(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    double largest = 0;
    double distance = 0;
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).isFinite();
      largest = Math.max(largest, Math.abs(expected[i]));
      distance = Math.max(distance, Math.abs(found[i] - expected[i]));
    }
    return distance == 0 ? 0 : distance / largest;
  }
}
