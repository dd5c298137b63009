package kindling.model.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import kindling.data.ImageShape;
import kindling.data.batch.Batch;
import kindling.model.EngineRequest;
import kindling.model.Engines;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Role;
import kindling.model.architecture.TensorSpec;
import kindling.model.engine.Engine;
import kindling.model.engine.Precision;
import kindling.model.engine.Scorer;
import kindling.model.families.Families;
import kindling.model.machine.Processors;
import kindling.model.weights.Initialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FoldedNormsTest {
  private static final ImageShape IMAGES = new ImageShape(3, 32, 32);

  /** One of each family. */
  static Stream<String> families() {
    return Stream.of(
        "lenet",
        "mlp",
        "resnet8",
        "resnet8-b",
        "resnet18",
        "preactresnet20",
        "wideresnet10-2",
        "vgg11",
        "densenet-bc10-4",
        "mobilenetv1-cifar",
        "mobilenetv2-cifar");
  }

  @ParameterizedTest
  @MethodSource("families")
  void logitsDifferByRoundingsOnly(String name) {
    Architecture whole = Families.named(name, IMAGES, 10);
    float[] weights = trained(whole);

    FoldedNorms folded = FoldedNorms.of(whole, weights);

    float[] expected = logits(whole, weights, Engine::scorer);
    assertClose(expected, logits(folded.architecture(), folded.weights(), Engine::scorer));
    assertClose(expected, logits(folded.architecture(), folded.weights(), Engine::frozenScorer));
    assertClose(expected, logits(whole, weights, Engine::frozenScorer));
  }

  private static void assertClose(float[] expected, float... found) {
    float largest = 0;
    for (float logit : expected) {
      largest = Math.max(largest, Math.abs(logit));
    }
    for (int i = 0; i < expected.length; i++) {
      assertThat(Math.abs(found[i] - expected[i])).isLessThan(2e-5f * largest);
    }
  }

  @Test
  void everyNormBehindAConvolutionIsFolded() {
    Architecture whole = Families.named("resnet18", IMAGES, 10);

    Architecture folded = FoldedNorms.of(whole, trained(whole)).architecture();

    assertThat(folded.nodes()).noneMatch(node -> node.layer() instanceof Layer.BatchNorm);
    assertThat(whole.nodes().size() - folded.nodes().size()).isEqualTo(20);
    assertThat(folded.layout().buffers()).isZero();
  }

  /** A norm that reads a sum stays. */
  @Test
  void normsBeforeTheirConvolutionStay() {
    Architecture whole = Families.named("preactresnet20", IMAGES, 10);

    Architecture folded = FoldedNorms.of(whole, trained(whole)).architecture();

    assertThat(folded.nodes()).anyMatch(node -> node.layer() instanceof Layer.BatchNorm);
    assertThat(folded.nodes().size()).isLessThan(whole.nodes().size());
  }

  /** Fresh weights whose batch normalization is none that changes nothing. */
  static float[] trained(Architecture architecture) {
    float[] weights = Initialization.initialize(architecture, 1).values();
    Random random = new Random(2);
    for (TensorSpec tensor : architecture.layout().tensors()) {
      for (int i = tensor.offset(); i < tensor.end(); i++) {
        weights[i] = value(tensor.role(), weights[i], random);
      }
    }
    return weights;
  }

  private static float value(Role role, float fresh, Random random) {
    return switch (role) {
      case NORM_SCALE, RUNNING_VARIANCE -> 0.5f + random.nextFloat();
      case NORM_SHIFT, RUNNING_MEAN, BIAS -> 0.2f * (float) random.nextGaussian();
      default -> fresh;
    };
  }

  private static float[] logits(
      Architecture architecture, float[] weights, BiFunction<Engine, float[], Scorer> scoring) {
    try (Engine engine =
        Engines.open(
            Engines.named(new EngineRequest(Engines.Choice.TORCH, Precision.FLOAT32)),
            architecture,
            Processors.cpu(1))) {
      return scoring.apply(engine, weights).logits(batch());
    }
  }

  private static Batch batch() {
    Random random = new Random(3);
    float[] images = new float[4 * IMAGES.size()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    return new Batch(IMAGES, new int[] {0, 1, 2, 3}, new int[4], images);
  }
}
