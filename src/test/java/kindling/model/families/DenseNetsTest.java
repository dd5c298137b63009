package kindling.model.families;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.TensorSpec;
import org.junit.jupiter.api.Test;

class DenseNetsTest {
  private static final ImageShape CIFAR = new ImageShape(3, 32, 32);
  private static final ImageShape ODD = new ImageShape(3, 67, 45);

  /** Blocks of 12 layers with 12 channels each, from 16, 160 and 304 channels to 448. */
  @Test
  void denseLayersTakeAllBeforeThem() {
    long sum = 9 * 3 * 16 + 2 * 448 + 448 * 10 + 10;
    int channels = 16;
    for (int layer = 1; layer <= 36; layer++) {
      sum += 9L * channels * 12 + 2L * channels;
      channels += 12;
      sum += layer % 12 == 0 && layer < 36 ? (long) channels * channels + 2L * channels : 0;
    }
    Architecture architecture = Families.named("densenet40-12", CIFAR, 10);

    assertThat(architecture.parameters()).isEqualTo(sum);
    assertThat(architecture.shapes())
        .containsEntry("features.denseblock1.denselayer12.concat", new ImageShape(160, 32, 32))
        .containsEntry("features.transition2.pool", new ImageShape(304, 8, 8))
        .containsEntry("features.denseblock3.denselayer12.concat", new ImageShape(448, 8, 8));
  }

  @Test
  void bottlenecksAndCompressionFollowThePaper() {
    Architecture architecture = Families.named("densenet-bc100-12", CIFAR, 10);

    assertThat(architecture.shapes())
        .containsEntry("features.conv0", new ImageShape(24, 32, 32))
        .containsEntry("features.denseblock1.denselayer16.conv1", new ImageShape(48, 32, 32))
        .containsEntry("features.transition1.conv", new ImageShape(108, 32, 32))
        .containsEntry("features.transition2.pool", new ImageShape(150, 8, 8))
        .containsEntry("features.norm5", new ImageShape(342, 8, 8));
  }

  @Test
  void modulesCarryTorchvisionsNames() {
    assertThat(Families.named("densenet-bc10-4", CIFAR, 10).layout().tensors())
        .extracting(TensorSpec::name)
        .containsSubsequence(
            "features.conv0.weight",
            "features.denseblock1.denselayer1.norm1.weight",
            "features.denseblock1.denselayer1.conv1.weight",
            "features.denseblock1.denselayer1.norm2.weight",
            "features.denseblock1.denselayer1.conv2.weight",
            "features.transition1.norm.weight",
            "features.transition1.conv.weight",
            "features.norm5.weight",
            "classifier.weight");
  }

  @Test
  void otherSizesAreHalvedDownwardsOrRefusedAtTheLayer() {
    assertThat(Families.named("densenet40-12", ODD, 10).shapes())
        .containsEntry("features.transition2.pool", new ImageShape(304, 16, 11));
    assertThatThrownBy(() -> Families.named("densenet40-12", new ImageShape(3, 3, 3), 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("layer features.transition2.pool (AvgPool): expected an image of");
  }
}
