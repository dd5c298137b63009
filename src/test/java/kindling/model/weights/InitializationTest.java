package kindling.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.TensorSpec;
import kindling.model.families.Families;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitializationTest {
  private static final ImageShape CIFAR = new ImageShape(3, 32, 32);
  private static final Weights RESNET =
      Initialization.initialize(Families.named("resnet20", CIFAR, 10), 1);

  private static float[] values(Weights weights, String name) {
    TensorSpec tensor = weights.layout().tensor(name);
    return Arrays.copyOfRange(weights.values(), tensor.offset(), tensor.end());
  }

  private static DoubleStream stream(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]);
  }

  @Test
  void convolutionsDrawFromTheNormalDistributionOfHe() {
    float[] values = values(RESNET, "layer3.1.conv1.weight");
    double variance = 2.0 / (64 * 9);
    int n = values.length;

    double mean = stream(values).sum() / n;
    double second = stream(values).map(v -> v * v).sum() / n;
    double fourth = stream(values).map(v -> v * v * v * v).sum() / n;

    // Five standard errors of each estimate.
    assertThat(mean).isCloseTo(0, within(5 * Math.sqrt(variance / n)));
    assertThat(second / variance).isCloseTo(1, within(5 * Math.sqrt(2.0 / n)));
    assertThat(fourth / (variance * variance)).isCloseTo(3, within(5 * Math.sqrt(96.0 / n)));
  }

  /** One input of a depthwise convolution reaches one output at nine places. */
  @Test
  void depthwiseConvolutionsCountTheOutputsOfTheirGroup() {
    Weights weights = Initialization.initialize(Families.named("mobilenetv2", CIFAR, 10), 1);
    float[] values = values(weights, "features.17.conv.1.0.weight");
    double second = stream(values).map(v -> v * v).sum() / values.length;

    assertThat(values).hasSize(960 * 9);
    assertThat(second / (2.0 / 9)).isCloseTo(1, within(5 * Math.sqrt(2.0 / values.length)));
  }

  @ParameterizedTest
  @CsvSource({"fc1.weight, 784", "fc1.bias, 784", "fc2.weight, 512"})
  void linearLayersDrawEvenlyAsPyTorchDoes(String name, int inputs) {
    Architecture architecture = Families.named("mlp-512", new ImageShape(1, 28, 28), 10);
    float[] values = values(Initialization.initialize(architecture, 1), name);
    double bound = 1 / Math.sqrt(inputs);

    DoubleSummaryStatistics statistics = stream(values).summaryStatistics();

    assertThat(statistics.getMax()).isBetween(0.95 * bound, bound * (1 + 1e-7));
    assertThat(statistics.getMin()).isBetween(-bound * (1 + 1e-7), -0.95 * bound);
    assertThat(statistics.getAverage())
        .isCloseTo(0, within(5 * bound / Math.sqrt(3.0 * values.length)));
  }

  @Test
  void normalizationStartsAsTheIdentity() {
    assertThat(values(RESNET, "bn1.weight")).containsOnly(1);
    assertThat(values(RESNET, "bn1.bias")).containsOnly(0);
    assertThat(values(RESNET, "bn1.running_mean")).containsOnly(0);
    assertThat(values(RESNET, "bn1.running_var")).containsOnly(1);
  }

  @Test
  void biasesOfConvolutionsStartAtZero() {
    Weights weights = Initialization.initialize(Families.named("lenet", CIFAR, 10), 1);

    assertThat(values(weights, "conv1.bias")).containsOnly(0);
  }

  @Test
  void theSameSeedGivesTheSameBits() {
    Weights again = Initialization.initialize(Families.named("resnet20", CIFAR, 10), 1);

    assertThat(again.values()).isEqualTo(RESNET.values());
  }

  @Test
  void anotherSeedGivesOtherWeights() {
    Weights other = Initialization.initialize(Families.named("resnet20", CIFAR, 10), 2);

    assertThat(values(other, "conv1.weight")).isNotEqualTo(values(RESNET, "conv1.weight"));
  }

  @Test
  void aTensorDoesNotDependOnTheOthers() {
    Weights deeper = Initialization.initialize(Families.named("resnet32-b", CIFAR, 100), 1);

    assertThat(values(deeper, "layer2.1.conv2.weight"))
        .isEqualTo(values(RESNET, "layer2.1.conv2.weight"));
    assertThat(values(RESNET, "layer2.2.conv2.weight"))
        .isNotEqualTo(values(RESNET, "layer2.1.conv2.weight"));
  }
}
