package kindling.model.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import kindling.data.ImageShape;
import kindling.data.batch.Batch;
import kindling.model.Engines;
import kindling.model.ReplicaOf;
import kindling.model.SmallCases;
import kindling.model.engine.DropoutMask;
import kindling.model.engine.Engine;
import kindling.model.families.Families;
import kindling.model.weights.Initialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dropout and stochastic depth put into networks. */
class RegularizationTest {
  private static final ImageShape SHAPE = new ImageShape(3, 16, 16);

  private static Architecture named(String name) {
    return Families.named(name, SHAPE, 10);
  }

  private static List<Node> depths(Architecture network) {
    return network.nodes().stream()
        .filter(node -> node.layer() instanceof Dropping.StochasticDepth)
        .toList();
  }

  @Test
  void probabilitiesRiseLinearlyOverTheBlocks() {
    List<Node> depths = depths(Regularization.withStochasticDepth(named("resnet20"), 0.5));
    assertThat(depths).hasSize(9);
    for (int l = 1; l <= 9; l++) {
      Dropping.StochasticDepth depth = (Dropping.StochasticDepth) depths.get(l - 1).layer();
      assertThat(depth.probability()).isCloseTo(0.5 * l / 9, within(1e-12));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet20", "resnet20-b", "resnet18", "preactresnet20"})
  void theBranchWithTheConvolutionsIsLeftOutAndTensorsStay(String name) {
    Architecture plain = named(name);
    Architecture network = Regularization.withStochasticDepth(plain, 0.3);
    assertThat(depths(network))
        .extracting(node -> node.inputs().get(0))
        .allSatisfy(input -> assertThat(input).matches(".*\\.(bn2|conv2)"));
    assertThat(network.layout()).isEqualTo(plain.layout());
    assertThat(network.drops()).isTrue();
    assertThat(Initialization.initialize(network, 3).values())
        .isEqualTo(Initialization.initialize(plain, 3).values());
  }

  @Test
  void dropoutStandsBeforeTheHeadOnce() {
    Architecture vgg = Families.named("vgg11", new ImageShape(3, 32, 32), 10);
    Architecture once = Regularization.withDropout(vgg, 0.5);
    Node dropout = once.nodes().get(once.nodes().size() - 2);
    assertThat(dropout.layer()).isEqualTo(new Dropping.Dropout(0.5));
    assertThat(dropout.inputs()).containsExactly("avgpool");
    assertThat(once.layout()).isEqualTo(vgg.layout());
    Architecture again = Regularization.withDropout(once, 0.2);
    assertThat(again.nodes()).hasSameSizeAs(once.nodes());
    assertThat(again.nodes().get(again.nodes().size() - 2).layer())
        .isEqualTo(new Dropping.Dropout(0.2));
  }

  @Test
  void networksWithoutSuchAPlaceAreRefused() {
    assertThatThrownBy(() -> Regularization.withStochasticDepth(named("lenet"), 0.2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("residual branches");
    Architecture pooled =
        SmallCases.chain(
            SHAPE, 3, new Layer.Conv(3, 3, 1, 1, 0, true), new Pooling.GlobalAvgPool());
    assertThatThrownBy(() -> Regularization.withDropout(pooled, 0.2))
        .hasMessageContaining("a linear layer at the end");
    assertThatThrownBy(() -> new Dropping.StochasticDepth(1)).hasMessageContaining("probability");
  }

  @Test
  void theExpectedFactorOfAnImageIsOne() {
    DropoutMask mask = new DropoutMask(0.3, 5);
    int draws = 20_000;
    double mean =
        IntStream.range(0, draws).mapToDouble(i -> mask.draw(i / 100, i % 100)).sum() / draws;
    // Six standard errors of a factor with variance p / (1 - p).
    assertThat(mean).isCloseTo(1, within(6 * Math.sqrt(0.3 / 0.7 / draws)));
    assertThat(IntStream.range(0, 50).mapToObj(i -> mask.draw(1, i)).distinct().count())
        .isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(names = {"DL4J", "TORCH"})
  void evaluationIsThatOfTheNetworkWithoutIt(Engines.Choice choice) {
    Architecture plain = named("resnet8");
    Architecture network =
        Regularization.withDropout(Regularization.withStochasticDepth(plain, 0.5), 0.5);
    float[] weights = SmallCases.sines(plain);
    Batch batch = SmallCases.random(SHAPE, 10, 6, 1);
    try (Engine without = ReplicaOf.engine(choice, plain, 1);
        Engine with = ReplicaOf.engine(choice, network, 1)) {
      assertThat(with.scorer(weights).logits(batch))
          .containsExactly(without.scorer(weights).logits(batch), within(1e-5f));
      assertThat(with.gradient(weights, batch).loss())
          .isNotEqualTo(without.gradient(weights, batch).loss());
    }
  }
}
