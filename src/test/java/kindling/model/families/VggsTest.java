package kindling.model.families;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import kindling.data.ImageShape;
import kindling.model.architecture.TensorSpec;
import org.junit.jupiter.api.Test;

class VggsTest {
  private static final ImageShape CIFAR = new ImageShape(3, 32, 32);
  private static final ImageShape ODD = new ImageShape(3, 67, 45);

  @Test
  void modulesCarryTorchvisionsNames() {
    assertThat(Families.named("vgg11", CIFAR, 10).layout().tensors())
        .extracting(TensorSpec::name)
        .startsWith("features.0.weight", "features.0.bias", "features.1.weight")
        .contains("features.4.weight", "features.25.bias", "features.26.running_var")
        .endsWith("classifier.weight", "classifier.bias");
  }

  @Test
  void otherSizesAreAveragedOrRefusedAtTheLayer() {
    assertThat(Families.named("vgg11", ODD, 10).shapes())
        .containsEntry("features.28", new ImageShape(512, 2, 1))
        .containsEntry("avgpool", new ImageShape(512, 1, 1));
    assertThatThrownBy(() -> Families.named("vgg11", new ImageShape(3, 16, 16), 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "vgg11, layer features.28 (MaxPool): expected an image of at least 2×2, found 512×1×1");
  }
}
