package kindling.model.families;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import kindling.data.ImageShape;
import kindling.model.architecture.Dropping;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.architecture.TensorSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** WideResNets, ResNets for large images and MobileNets. */
class LargerFamiliesTest {
  private static final ImageShape CIFAR = new ImageShape(3, 32, 32);

  /**
   * Table 4 of Zagoruyko and Komodakis (2016) and table 6 of Howard et al. (2017), in millions, and
   * torchvision's counts of ResNets and MobileNetV2.
   */
  @ParameterizedTest
  @CsvSource({
    "wideresnet16-8, 10, 10961370, 11.0",
    "wideresnet28-10, 10, 36479194, 36.5",
    "wideresnet40-4, 10, 8949210, 8.9",
    "resnet18-imagenet, 1000, 11689512, 11.7",
    "resnet34-imagenet, 1000, 21797672, 21.8",
    "resnet50-imagenet, 1000, 25557032, 25.6",
    "resnet101-imagenet, 1000, 44549160, 44.5",
    "resnet152-imagenet, 1000, 60192808, 60.2",
    "mobilenetv1, 1000, 4231976, 4.2",
    "mobilenetv1-w0.75, 1000, 2585560, 2.6",
    "mobilenetv1-w0.5, 1000, 1331592, 1.3",
    "mobilenetv1-w0.25, 1000, 470072, 0.5",
    "mobilenetv2, 1000, 3504872, 3.5",
    "mobilenetv2-w1.4, 1000, 6108776, 6.1"
  })
  void largerFamiliesHaveThePapersMillions(
      String name, int classes, long parameters, String millions) {
    assertThat(Families.named(name, new ImageShape(3, 64, 64), classes).parameters())
        .isEqualTo(parameters);
    assertThat(String.format(Locale.ROOT, "%.1f", parameters / 1e6)).isEqualTo(millions);
  }

  /**
   * At 224 pixels: table 6 of Howard et al. (2017), and torchvision's 1.81, 4.09 and 0.30 GFLOPS.
   */
  @ParameterizedTest
  @CsvSource({
    "resnet18-imagenet, 1814073344, 1814",
    "resnet50-imagenet, 4089184256, 4089",
    "mobilenetv1, 568740352, 569",
    "mobilenetv1-w0.5, 149497088, 149",
    "mobilenetv2, 300774272, 301"
  })
  void largeImagesTakeThePublishedArithmetic(String name, long macs, String millions) {
    assertThat(Families.named(name, new ImageShape(3, 224, 224), 1000).multiplyAccumulates())
        .isEqualTo(macs);
    assertThat(String.format(Locale.ROOT, "%.0f", macs / 1e6)).isEqualTo(millions);
  }

  /** Torchvision's module paths: what a user's tools look for. */
  @Test
  void newerFamiliesCarryTheirSourcesNames() {
    assertThat(
            Families.named("resnet50-imagenet", CIFAR, 10).layout().tensor("layer1.0.conv3.weight"))
        .returns(List.of(256, 64, 1, 1), TensorSpec::shape);
    assertThat(Families.named("mobilenetv2", CIFAR, 10).layout())
        .returns(List.of(32, 1, 3, 3), l -> l.tensor("features.1.conv.0.0.weight").shape())
        .returns(List.of(16, 32, 1, 1), l -> l.tensor("features.1.conv.1.weight").shape())
        .returns(List.of(24, 96, 1, 1), l -> l.tensor("features.2.conv.2.weight").shape())
        .returns(List.of(10, 1280), l -> l.tensor("classifier.1.weight").shape());
    assertThat(Families.named("wideresnet10-2", CIFAR, 10).layout().tensors())
        .extracting(TensorSpec::name)
        .containsSubsequence(
            "conv1.weight",
            "block1.layer.0.bn1.weight",
            "block1.layer.0.conv1.weight",
            "block1.layer.0.bn2.weight",
            "block1.layer.0.conv2.weight",
            "block1.layer.0.convShortcut.weight",
            "block2.layer.0.bn1.weight",
            "bn1.weight",
            "fc.bias");
  }

  @Test
  void smallFormsOfTheMobileNetsKeepTheSideLonger() {
    assertThat(Families.named("mobilenetv1-cifar", CIFAR, 10).shapes())
        .containsEntry("conv1", new ImageShape(32, 32, 32))
        .containsEntry("layers.12.relu2", new ImageShape(1024, 2, 2));
    assertThat(Families.named("mobilenetv2-cifar", CIFAR, 10).shapes())
        .containsEntry("features.3.conv.add", new ImageShape(24, 32, 32))
        .containsEntry("features.18.2", new ImageShape(1280, 4, 4));
    assertThat(Families.named("mobilenetv2", CIFAR, 10).parameters())
        .isEqualTo(Families.named("mobilenetv2-cifar", CIFAR, 10).parameters());
  }

  @Test
  void dropoutOfWideNetworksStandsBetweenABlocksConvolutions() {
    assertThat(Families.named("wideresnet10-1-d0.3", CIFAR, 10).nodes())
        .contains(
            new Node(
                "block1.layer.0.dropout",
                new Dropping.Dropout(0.3),
                List.of("block1.layer.0.relu2")),
            new Node(
                "block1.layer.0.conv2",
                new Layer.Conv(16, 16, 3, 1, 1, false),
                List.of("block1.layer.0.dropout")));
    assertThat(Families.named("wideresnet10-1", CIFAR, 10).drops()).isFalse();
  }
}
