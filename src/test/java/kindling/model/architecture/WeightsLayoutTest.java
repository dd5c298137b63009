package kindling.model.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import kindling.data.ImageShape;
import kindling.model.families.Families;
import kindling.model.weights.Weights;
import org.junit.jupiter.api.Test;

class WeightsLayoutTest {
  /**
   * The keys and shapes of state_dict(), in order and without num_batches_tracked, of
   * pytorch_resnet_cifar10's ResNet with one block per stage, printed by PyTorch 1.13.
   */
  private static final List<String> RESNET8 =
      List.of(
          "conv1.weight [16, 3, 3, 3]",
          "bn1.weight [16]",
          "bn1.bias [16]",
          "bn1.running_mean [16]",
          "bn1.running_var [16]",
          "layer1.0.conv1.weight [16, 16, 3, 3]",
          "layer1.0.bn1.weight [16]",
          "layer1.0.bn1.bias [16]",
          "layer1.0.bn1.running_mean [16]",
          "layer1.0.bn1.running_var [16]",
          "layer1.0.conv2.weight [16, 16, 3, 3]",
          "layer1.0.bn2.weight [16]",
          "layer1.0.bn2.bias [16]",
          "layer1.0.bn2.running_mean [16]",
          "layer1.0.bn2.running_var [16]",
          "layer2.0.conv1.weight [32, 16, 3, 3]",
          "layer2.0.bn1.weight [32]",
          "layer2.0.bn1.bias [32]",
          "layer2.0.bn1.running_mean [32]",
          "layer2.0.bn1.running_var [32]",
          "layer2.0.conv2.weight [32, 32, 3, 3]",
          "layer2.0.bn2.weight [32]",
          "layer2.0.bn2.bias [32]",
          "layer2.0.bn2.running_mean [32]",
          "layer2.0.bn2.running_var [32]",
          "layer3.0.conv1.weight [64, 32, 3, 3]",
          "layer3.0.bn1.weight [64]",
          "layer3.0.bn1.bias [64]",
          "layer3.0.bn1.running_mean [64]",
          "layer3.0.bn1.running_var [64]",
          "layer3.0.conv2.weight [64, 64, 3, 3]",
          "layer3.0.bn2.weight [64]",
          "layer3.0.bn2.bias [64]",
          "layer3.0.bn2.running_mean [64]",
          "layer3.0.bn2.running_var [64]",
          "linear.weight [10, 64]",
          "linear.bias [10]");

  private static final WeightsLayout LAYOUT =
      Families.named("resnet8", new ImageShape(3, 32, 32), 10).layout();

  @Test
  void namesShapesAndOrderArePyTorchs() {
    assertThat(LAYOUT.tensors())
        .extracting(tensor -> tensor.name() + " " + tensor.shape())
        .containsExactlyElementsOf(RESNET8);
  }

  @Test
  void parametersComeBeforeBuffersEachInOrderWithoutGaps() {
    int parameter = 0;
    int buffer = LAYOUT.parameters();
    for (TensorSpec tensor : LAYOUT.tensors()) {
      boolean running = tensor.name().contains("running");
      assertThat(tensor.role().isBuffer()).isEqualTo(running);
      assertThat(tensor.offset()).isEqualTo(running ? buffer : parameter);
      buffer += running ? tensor.size() : 0;
      parameter += running ? 0 : tensor.size();
    }
    assertThat(parameter).isEqualTo(75_290).isEqualTo(LAYOUT.parameters());
    assertThat(buffer).isEqualTo(LAYOUT.size());
    assertThat(LAYOUT.buffers()).isEqualTo(2 * (3 * 16 + 2 * 32 + 2 * 64));
  }

  @Test
  void anUnknownNameIsRefused() {
    assertThatThrownBy(() -> LAYOUT.tensor("fc.weight"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no tensor is named fc.weight");
  }

  @Test
  void gapsAndWrongTotalsAreRefused() {
    TensorSpec first = new TensorSpec("a", List.of(2), Role.BIAS, 0, 2);
    TensorSpec late = new TensorSpec("b", List.of(2), Role.BIAS, 3, 2);

    assertThatThrownBy(() -> new WeightsLayout(List.of(first, late), 5, 0))
        .hasMessage("tensor b: expected at offset 2, found at 3");
    assertThatThrownBy(() -> new WeightsLayout(List.of(first), 3, 0))
        .hasMessage("the tensors hold 2 parameters and 0 buffers, expected 3 and 0");
  }

  @Test
  void twoTensorsOfOneNameAreRefused() {
    TensorSpec first = new TensorSpec("a", List.of(2), Role.BIAS, 0, 2);
    TensorSpec second = new TensorSpec("a", List.of(2), Role.BIAS, 2, 2);

    assertThatThrownBy(() -> new WeightsLayout(List.of(first, second), 4, 0))
        .hasMessage("two tensors share a name");
  }

  @Test
  void weightsOfAnotherLengthAreRefused() {
    assertThatThrownBy(() -> new Weights(LAYOUT, new float[3]))
        .hasMessage(String.format(Locale.ROOT, "expected %d values, found 3", LAYOUT.size()));
  }
}
