package kindling.model.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.Set;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.engine.Precision;
import kindling.model.families.Families;
import org.junit.jupiter.api.Test;

class ChannelsFirstTest {
  private static Set<String> of(String network, Precision precision, OptionalInt gpu) {
    Architecture architecture = Families.named(network, new ImageShape(3, 32, 32), 10);
    return ChannelsFirst.of(architecture, precision, new Placement(gpu));
  }

  @Test
  void takesTheLastStagesOfWideNetworks() {
    assertThat(of("vgg11", Precision.FLOAT32, OptionalInt.empty())).hasSize(5);
    assertThat(of("resnet18", Precision.FLOAT32, OptionalInt.empty()))
        .contains("layer3.0.conv2", "layer4.0.conv1", "layer4.1.conv2")
        .doesNotContain("layer2.1.conv2", "layer4.0.downsample.0");
  }

  @Test
  void leavesFewChannelsBfloat16AndGpusAlone() {
    assertThat(of("resnet20", Precision.FLOAT32, OptionalInt.empty())).isEmpty();
    assertThat(of("vgg11", Precision.BFLOAT16, OptionalInt.empty())).isEmpty();
    assertThat(of("vgg11", Precision.FLOAT32, OptionalInt.of(0))).isEmpty();
  }
}
