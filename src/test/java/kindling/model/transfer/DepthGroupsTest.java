package kindling.model.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import kindling.data.ImageShape;
import kindling.model.SmallCases;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Dropping;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Pooling;
import kindling.model.families.Families;
import kindling.model.optimizer.RateFactors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DepthGroupsTest {
  private static final ImageShape IMAGES = new ImageShape(3, 32, 32);

  private static DepthGroups groups(String name) {
    return DepthGroups.of(Families.named(name, IMAGES, 10));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "resnet20|conv1, layer1.0.conv1, layer2.0.conv1, layer3.0.conv1, linear",
        "resnet18|conv1, layer1.0.conv1, layer2.0.conv1, layer3.0.conv1, layer4.0.conv1, fc",
        "preactresnet20|conv1, layer1.0.conv1, layer2.0.conv1, layer3.0.conv1, linear",
        "densenet40-12|features.conv0, features.denseblock2.denselayer1.conv1,"
            + " features.denseblock3.denselayer1.conv1, classifier",
        "wideresnet10-1|conv1, block1.layer.0.conv1, block2.layer.0.conv1,"
            + " block3.layer.0.conv1, fc",
        "resnet50-imagenet|conv1, layer1.0.conv1, layer2.0.conv1, layer3.0.conv1,"
            + " layer4.0.conv1, fc",
        "mobilenetv2|features.0.0, features.2.conv.1.0, features.4.conv.1.0, features.7.conv.1.0,"
            + " features.14.conv.1.0, classifier.1",
        "lenet|conv1, conv2, fc1, fc3",
        "mlp-8-4|fc1, fc3",
      })
  void followTheStagesOfEachFamily(String name, String expected) {
    assertThat(groups(name).names()).isEqualTo(List.of(expected.split(", ")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resnet20",
        "preactresnet164",
        "vgg11",
        "densenet-bc40-12",
        "lenet",
        "mlp-8-4",
        "wideresnet10-1",
        "resnet50-imagenet",
        "mobilenetv1",
        "mobilenetv2"
      })
  void everyCutGivesTwoNetworksThatHoldAllWeightsOnce(String name) {
    DepthGroups groups = groups(name);
    for (int frozen = 1; frozen <= groups.backbone(); frozen++) {
      SplitNetwork parts = groups.freeze(frozen);
      assertThat(parts.frozen().parameters() + parts.trained().parameters())
          .isEqualTo(groups.architecture().parameters());
      assertThat(parts.frozen().classes()).isEqualTo(parts.trained().input().size());
      assertThat(parts.trained().classes()).isEqualTo(10);
    }
    assertThat(groups.freeze(groups.backbone()).trained().layout().tensors())
        .extracting(tensor -> tensor.name())
        .containsExactly(groups.head() + ".weight", groups.head() + ".bias");
  }

  @Test
  void stateGoesApartAndTogetherAgain() {
    SplitNetwork parts = groups("resnet20").freeze(2);
    int parameters = parts.whole().layout().parameters();
    int tensors = (int) parts.whole().layout().trained().count();
    int trainedTensors = (int) parts.trained().layout().trained().count();
    float[] state = new float[parts.whole().layout().size() + 2 * parameters + tensors];
    for (int i = 0; i < state.length; i++) {
      state[i] = i;
    }
    float[] trained = parts.trainedState(state);
    assertThat(trained)
        .hasSize(
            parts.trained().layout().size()
                + 2 * parts.trained().layout().parameters()
                + trainedTensors);
    assertThat(trained[trained.length - trainedTensors])
        .as("the count of the first trained tensor")
        .isEqualTo(state.length - trainedTensors);
    assertThat(parts.wholeState(state, trained)).isEqualTo(state);
    String first = parts.trained().layout().tensors().get(0).name();
    assertThat(trained[0]).isEqualTo(parts.whole().layout().tensor(first).offset());
    float[] nothing = parts.wholeState(new float[state.length], trained);
    assertThat(parts.trainedState(nothing)).isEqualTo(trained);
    assertThat(parts.frozenWeights(nothing)).isEqualTo(new float[parts.frozen().layout().size()]);
  }

  @Test
  void dropoutBeforeTheLastLayerIsTheHeads() {
    Architecture network =
        SmallCases.chain(
            IMAGES,
            4,
            new Layer.Conv(3, 5, 3, 1, 1, true),
            new Pooling.GlobalAvgPool(),
            new Dropping.Dropout(0.5),
            new Layer.Linear(5, 4));
    SplitNetwork parts = DepthGroups.of(network).freeze(1);
    assertThat(parts.frozen().drops()).isFalse();
    assertThat(parts.trained().drops()).isTrue();
  }

  @Test
  void ratesFallFromTheHeadDownByTheSameFactor() {
    Architecture resnet = Families.named("resnet20", IMAGES, 10);
    RateFactors factors = new RateFactors(DepthGroups.of(resnet).rateFactors(0.5), 4);
    assertThat(factors.of(resnet.layout().tensor("linear.bias"))).isEqualTo(1);
    assertThat(factors.of(resnet.layout().tensor("layer3.2.bn2.weight"))).isEqualTo(0.5);
    assertThat(factors.of(resnet.layout().tensor("layer3.2.bn2.bias"))).isEqualTo(2);
    assertThat(factors.of(resnet.layout().tensor("layer2.0.conv1.weight"))).isEqualTo(0.25);
    assertThat(factors.of(resnet.layout().tensor("layer1.0.conv1.weight")))
        .isEqualTo(Math.pow(0.5, DepthGroups.of(resnet).byNode().get("linear") - 1))
        .isEqualTo(0.125);
  }

  @Test
  void networksWithoutABackboneOrHeadAreRefused() {
    assertThatThrownBy(
            () ->
                DepthGroups.of(
                    SmallCases.chain(
                        IMAGES,
                        3,
                        new Layer.Conv(3, 3, 3, 1, 1, true),
                        new Pooling.GlobalAvgPool())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a linear layer at the end")
        .hasMessageContaining("GlobalAvgPool");
    assertThatThrownBy(
            () ->
                DepthGroups.of(
                    SmallCases.chain(new ImageShape(4, 1, 1), 2, new Layer.Linear(4, 2))))
        .hasMessageContaining("expected layers before the head");
    assertThatThrownBy(() -> groups("resnet20").freeze(5)).hasMessageContaining("found 5");
  }
}
