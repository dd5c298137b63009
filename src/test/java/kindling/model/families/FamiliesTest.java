package kindling.model.families;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.WeightsLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FamiliesTest {
  private static final ImageShape CIFAR = new ImageShape(3, 32, 32);
  private static final ImageShape MNIST = new ImageShape(1, 28, 28);

  /**
   * The three-stage counts are those that akamaster's pytorch_resnet_cifar10 publishes (0.27 M, 1.7
   * M); ResNet-18's is that of kuangliu's pytorch-cifar.
   */
  @ParameterizedTest
  @CsvSource({"resnet20, 269722", "resnet110, 1727962", "resnet18, 11173962", "lenet, 62006"})
  void parametersAreThePublishedCounts(String name, long parameters) {
    Architecture architecture = Families.named(name, CIFAR, 10);

    assertThat(architecture.parameters()).isEqualTo(parameters);
    assertThat(architecture.layout().parameters()).isEqualTo((int) parameters);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 20, 56})
  void countsFollowFromThePaperByHand(int depth) {
    int n = (depth - 2) / 6;
    long first = 9L * 3 * 16;
    long inside = 9L * 16 * 16;
    long weights = first + (2L * n + (2 + 4 * (2 * n - 1)) + (8 + 16 * (2 * n - 1))) * inside;
    long norms = 2 * 16 + 2L * 2 * n * (16 + 32 + 64);
    // Twice the channels at half the side in each direction: every 3×3 convolution between equal
    // widths costs the same, and the two that widen cost half of it.
    long arithmetic = first * 1024 + (6 * n - 1) * inside * 1024 + 640;

    Architecture architecture = Families.named("resnet" + depth, CIFAR, 10);

    assertThat(architecture.parameters()).isEqualTo(weights + norms + 650);
    assertThat(architecture.multiplyAccumulates()).isEqualTo(arithmetic);
  }

  @Test
  void resnet20TakesThePublishedArithmetic() {
    assertThat(Families.named("resnet20", CIFAR, 10).multiplyAccumulates()).isEqualTo(40_551_040);
    assertThat(Families.named("resnet18", CIFAR, 10).multiplyAccumulates()).isEqualTo(555_422_720L);
  }

  @Test
  void projectionAddsAConvolutionAndANormPerWidening() {
    Architecture padded = Families.named("resnet20", CIFAR, 10);
    Architecture projected = Families.named("resnet20-b", CIFAR, 10);

    assertThat(projected.parameters() - padded.parameters())
        .isEqualTo(16 * 32 + 2 * 32 + 32 * 64 + 2 * 64);
    assertThat(projected.layout().tensor("layer2.0.shortcut.0.weight").shape())
        .containsExactly(32, 16, 1, 1);
    assertThat(padded.shapes()).containsEntry("layer2.0.shortcut", new ImageShape(32, 16, 16));
  }

  /** Tables 1 and 2 of Huang et al. (2017) in millions, and of He et al. (2016) for 164 layers. */
  @ParameterizedTest
  @CsvSource({
    "densenet40-12, 1019722, 1.0",
    "densenet100-12, 6979642, 7.0",
    "densenet100-24, 27249082, 27.2",
    "densenet-bc100-12, 769162, 0.8",
    "densenet-bc250-24, 15324406, 15.3",
    "densenet-bc190-40, 25624430, 25.6",
    "preactresnet164, 1703258, 1.7",
    "preactresnet110, 1727962, 1.7"
  })
  void parametersAreThePapersMillions(String name, long parameters, String millions) {
    Architecture architecture = Families.named(name, CIFAR, 10);

    assertThat(architecture.parameters()).isEqualTo(parameters);
    assertThat(String.format(Locale.ROOT, "%.1f", parameters / 1e6)).isEqualTo(millions);
  }

  /** Each convolution from a to b channels has 9ab weights, b biases and 2b of its norm. */
  @ParameterizedTest
  @CsvSource({
    "vgg11, 9231114, 64 128 256 256 512 512 512 512",
    "vgg13, 9416010, 64 64 128 128 256 256 512 512 512 512",
    "vgg16, 14728266, 64 64 128 128 256 256 256 512 512 512 512 512 512",
    "vgg19, 20040522, 64 64 128 128 256 256 256 256 512 512 512 512 512 512 512 512"
  })
  void vggsHaveTheConvolutionsOfThePapersTable(String name, long parameters, String widths) {
    long sum = 512 * 10 + 10;
    int before = 3;
    for (String width : widths.split(" ")) {
      int channels = Integer.parseInt(width);
      sum += 9L * before * channels + 3L * channels;
      before = channels;
    }

    assertThat(Families.named(name, CIFAR, 10).parameters()).isEqualTo(parameters).isEqualTo(sum);
  }

  @Test
  void widthMultipliesTheChannels() {
    Architecture wide = Families.named("resnet20-w2-b", CIFAR, 10);

    assertThat(wide.layout().tensor("conv1.weight").shape()).containsExactly(32, 3, 3, 3);
    assertThat(wide.layout().tensor("linear.weight").shape()).containsExactly(10, 128);
  }

  @Test
  void fourStagesCarryTorchvisionsNames() {
    WeightsLayout layout = Families.named("resnet34", CIFAR, 100).layout();

    assertThat(layout.tensor("layer4.0.downsample.0.weight").shape())
        .containsExactly(512, 256, 1, 1);
    assertThat(layout.tensor("layer3.5.bn2.running_var").shape()).containsExactly(256);
    assertThat(layout.tensor("fc.bias").shape()).containsExactly(100);
  }

  @Test
  void oddSidesAreHalvedUpwardsOnBothWaysOfABlock() {
    Architecture architecture = Families.named("resnet8", new ImageShape(3, 35, 33), 10);

    assertThat(architecture.shapes()).containsEntry("layer3.0.add", new ImageShape(64, 9, 9));
  }

  @Test
  void lenetTakesBothSizes() {
    assertThat(Families.named("lenet", MNIST, 10).parameters()).isEqualTo(61_706);
    assertThat(Families.named("lenet", CIFAR, 10).shapes())
        .containsEntry("conv1", new ImageShape(6, 28, 28))
        .containsEntry("flatten", new ImageShape(400, 1, 1));
  }

  @Test
  void perceptronsTakeTheirWidthsFromTheName() {
    assertThat(Families.named("mlp", MNIST, 10).parameters()).isEqualTo(784 * 256 + 256 + 2570);
    assertThat(Families.named("mlp-512-256", MNIST, 10).parameters())
        .isEqualTo(785 * 512 + 513 * 256 + 257 * 10);
  }

  @Test
  void everyExampleExists() {
    assertThat(Families.examples())
        .allSatisfy(name -> assertThat(Families.named(name, CIFAR, 10).name()).isEqualTo(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "resnet",
        "resnet2",
        "resnet21",
        "resnet20-w0",
        "resnet18-b",
        "mlp-0",
        "vgg",
        "vgg12",
        "densenet40",
        "densenet4-12",
        "densenet41-12",
        "densenet-bc13-12",
        "preactresnet2",
        "preactresnet19",
        "preactresnet50-w2",
        "resnet50-b",
        "resnet152-w2-b",
        "densenet122",
        "preactresnet170",
        "resnet26-imagenet",
        "resnet50-imagenet-w2",
        "wideresnet28",
        "wideresnet27-10",
        "wideresnet28-10-d1",
        "wideresnet4-1",
        "mobilenetv3",
        "mobilenetv1-w0",
        "mobilenetv2-w1.5555"
      })
  void unknownNamesAreRefused(String name) {
    assertThatThrownBy(() -> Families.named(name, CIFAR, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no architecture is named " + name)
        .hasMessageContaining("lenet, mlp")
        .hasMessageContaining("preactresnetN")
        .hasMessageContaining("vgg19, densenetN-K")
        .hasMessageContaining("densenet-bcN-K");
  }

  @ParameterizedTest
  @CsvSource({
    "resnet21, resnet20",
    "Lenet5, lenet",
    "resnet-110, resnet110",
    "vgg18, vgg11",
    "mobilenet, mobilenetv1",
    "resnet50imagenet, resnet50-imagenet"
  })
  void unknownNamesComeWithTheNearest(String name, String nearest) {
    assertThatThrownBy(() -> Families.named(name, CIFAR, 10))
        .hasMessageContaining("the nearest is " + nearest + ";");
  }

  @Test
  void imagesThatAreTooSmallAreRefusedAtTheLayer() {
    assertThatThrownBy(() -> Families.named("lenet", new ImageShape(1, 6, 6), 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("lenet, layer conv2 (Conv): expected an image of at least 5×5, found 6×3×3");
  }
}
