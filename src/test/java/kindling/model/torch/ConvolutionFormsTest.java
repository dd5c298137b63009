package kindling.model.torch;

import static kindling.model.torch.ConvolutionForm.CHANNELS_FIRST;
import static kindling.model.torch.ConvolutionForm.CHANNELS_LAST;
import static kindling.model.torch.ConvolutionForm.CHANNELS_LAST_FLOAT32;
import static kindling.model.torch.ConvolutionForm.PIXEL_BY_PIXEL;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.families.Families;
import kindling.model.machine.CpuFeatures.Bfloat16;
import org.junit.jupiter.api.Test;

class ConvolutionFormsTest {
  private static final Placement CPU = new Placement(OptionalInt.empty());

  private static ConvolutionForms of(String network, int side, Bfloat16 bfloat16) {
    Architecture architecture = Families.named(network, new ImageShape(3, side, side), 10);
    return ConvolutionForms.of(architecture, CPU, bfloat16);
  }

  @Test
  void isChannelsFirstInTheLastStagesOfWideNetworks() {
    assertThat(of("vgg11", 32, Bfloat16.NONE).others().values())
        .hasSize(5)
        .containsOnly(CHANNELS_FIRST);
    ConvolutionForms resnet18 = of("resnet18", 32, Bfloat16.NONE);
    assertThat(resnet18.of("layer3.0.conv2")).isEqualTo(CHANNELS_FIRST);
    assertThat(resnet18.of("layer4.0.conv1")).isEqualTo(CHANNELS_FIRST);
    assertThat(resnet18.of("layer2.1.conv2")).isEqualTo(CHANNELS_LAST);
    assertThat(resnet18.of("layer4.0.downsample.0")).isEqualTo(CHANNELS_LAST);
  }

  @Test
  void isChannelsFirstWherePointsOfFewChannelsAreSkipped() {
    assertThat(form(new Layer.Conv(3, 72, 1, 2, 0, 1, false))).isEqualTo(CHANNELS_FIRST);
    assertThat(form(new Layer.Conv(3, 72, 1, 1, 0, 1, false))).isEqualTo(CHANNELS_LAST);
    assertThat(form(new Layer.Conv(72, 8, 1, 2, 0, 1, false))).isEqualTo(CHANNELS_LAST);
  }

  private static ConvolutionForm form(Layer.Conv conv) {
    ImageShape input = new ImageShape(conv.inputChannels(), 32, 32);
    ImageShape output = new ImageShape(conv.outputChannels(), 16, 16);
    return ConvolutionForms.form(conv, input, output, Bfloat16.NONE);
  }

  @Test
  void putsSmallImagesSideBySideWhereTilesMultiply() {
    ConvolutionForms resnet20 = of("resnet20", 32, Bfloat16.AVX512_CORE_AMX);
    assertThat(resnet20.of("layer3.0.conv2")).isEqualTo(PIXEL_BY_PIXEL);
    assertThat(resnet20.of("layer3.0.conv1")).isEqualTo(CHANNELS_LAST);
    assertThat(resnet20.of("layer2.1.conv2")).isEqualTo(CHANNELS_LAST);
    ConvolutionForms resnet18 = of("resnet18", 32, Bfloat16.AVX512_CORE_AMX);
    assertThat(resnet18.of("layer4.0.conv1")).isEqualTo(PIXEL_BY_PIXEL);
    assertThat(resnet18.of("layer4.0.downsample.0")).isEqualTo(CHANNELS_LAST);
    assertThat(of("resnet18", 32, Bfloat16.AVX512_CORE_BF16).others()).isEmpty();
    Layer.Conv conv = new Layer.Conv(192, 192, 3, 1, 1, 1, true);
    assertThat(onTiles(conv, 8, 4)).isEqualTo(PIXEL_BY_PIXEL);
    assertThat(onTiles(conv, 4, 8)).isEqualTo(CHANNELS_LAST);
  }

  private static ConvolutionForm onTiles(Layer.Conv conv, int height, int width) {
    ImageShape images = new ImageShape(conv.inputChannels(), height, width);
    return ConvolutionForms.form(conv, images, images, Bfloat16.AVX512_CORE_AMX);
  }

  @Test
  void isChannelsLastInGroups() {
    ConvolutionForms mobilenet = of("mobilenetv2", 64, Bfloat16.NONE);
    assertThat(mobilenet.of("features.16.conv.1.0")).isEqualTo(CHANNELS_LAST);
    assertThat(form(new Layer.Conv(6, 72, 1, 2, 0, 2, false))).isEqualTo(CHANNELS_LAST);
    assertThat(onTiles(new Layer.Conv(192, 192, 3, 1, 1, 192, true), 8, 4))
        .isEqualTo(CHANNELS_LAST);
  }

  @Test
  void isInFloat32WhereImagesAreSmallerThanBfloat16Takes() {
    ConvolutionForms resnet18 = of("resnet18", 8, Bfloat16.AVX512_CORE_BF16);
    assertThat(resnet18.of("layer4.0.conv1")).isEqualTo(CHANNELS_LAST_FLOAT32);
    assertThat(resnet18.of("layer3.0.conv1")).isEqualTo(CHANNELS_LAST);
    ConvolutionForms mobilenet = of("mobilenetv2", 32, Bfloat16.AVX512_CORE_BF16);
    assertThat(mobilenet.of("features.17.conv.1.0")).isEqualTo(CHANNELS_LAST_FLOAT32);
    assertThat(mobilenet.of("features.13.conv.1.0")).isEqualTo(CHANNELS_LAST);
  }

  @Test
  void isChannelsLastWithFewChannelsAndOnGpus() {
    assertThat(of("resnet20", 32, Bfloat16.NONE).others()).isEmpty();
    Architecture vgg11 = Families.named("vgg11", new ImageShape(3, 32, 32), 10);
    Placement gpu = new Placement(OptionalInt.of(0));
    assertThat(ConvolutionForms.of(vgg11, gpu, Bfloat16.AVX512_CORE_AMX).others()).isEmpty();
  }
}
