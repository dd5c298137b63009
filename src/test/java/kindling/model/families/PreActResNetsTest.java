package kindling.model.families;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kindling.data.ImageShape;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.architecture.TensorSpec;
import org.junit.jupiter.api.Test;

class PreActResNetsTest {
  private static final ImageShape CIFAR = new ImageShape(3, 32, 32);
  private static final ImageShape ODD = new ImageShape(3, 67, 45);

  @Test
  void modulesCarryKuangliusNames() {
    assertThat(Families.named("preactresnet164", CIFAR, 10).layout().tensors())
        .extracting(TensorSpec::name)
        .containsSubsequence(
            "conv1.weight",
            "layer1.0.bn1.weight",
            "layer1.0.conv1.weight",
            "layer1.0.bn2.weight",
            "layer1.0.conv2.weight",
            "layer1.0.bn3.weight",
            "layer1.0.conv3.weight",
            "layer1.0.shortcut.0.weight",
            "layer1.1.bn1.weight",
            "bn.weight",
            "linear.weight");
  }

  @Test
  void bottlenecksWidenFourTimesAndStrideInTheMiddle() {
    assertThat(Families.named("preactresnet164", CIFAR, 10).shapes())
        .containsEntry("layer1.0.shortcut.0", new ImageShape(64, 32, 32))
        .containsEntry("layer2.0.conv1", new ImageShape(32, 32, 32))
        .containsEntry("layer2.0.conv2", new ImageShape(32, 16, 16))
        .containsEntry("layer3.17.add", new ImageShape(256, 8, 8));
  }

  /** Where a stage begins the shortcut leaves behind the activation, elsewhere before it. */
  @Test
  void shortcutsLeaveBehindTheFirstActivationOfAStage() {
    List<Node> nodes = Families.named("preactresnet14", CIFAR, 10).nodes();

    assertThat(nodes)
        .contains(
            new Node("layer1.0.add", new Layer.Add(), List.of("layer1.0.conv2", "layer1.0.relu1")),
            new Node("layer1.1.add", new Layer.Add(), List.of("layer1.1.conv2", "layer1.0.add")),
            new Node(
                "layer2.0.shortcut", new Layer.PadShortcut(2, 8, 8), List.of("layer2.0.relu1")),
            new Node(
                "layer2.0.add", new Layer.Add(), List.of("layer2.0.conv2", "layer2.0.shortcut")));
  }

  @Test
  void oddSidesAreHalvedUpwards() {
    assertThat(Families.named("preactresnet20", ODD, 10).shapes())
        .containsEntry("layer3.0.add", new ImageShape(64, 17, 12));
  }
}
