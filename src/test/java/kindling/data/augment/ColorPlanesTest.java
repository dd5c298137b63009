package kindling.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Consumer;
import kindling.data.ImageShape;
import org.junit.jupiter.api.Test;

class ColorPlanesTest {
  private static final ImageShape PIXEL = new ImageShape(3, 1, 1);
  private static final ImageShape PAIR = new ImageShape(3, 1, 2);

  private static int[] changed(ImageShape shape, Consumer<ColorPlanes> change, int... values) {
    byte[] image = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      image[i] = (byte) values[i];
    }
    ColorPlanes planes = new ColorPlanes(image, shape);
    change.accept(planes);
    planes.store(image);
    int[] found = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      found[i] = image[i] & 0xFF;
    }
    return found;
  }

  @Test
  void brightnessScales() {
    assertThat(changed(PIXEL, p -> p.brightness(1.5f), 10, 100, 200)).containsExactly(15, 150, 255);
    assertThat(changed(PIXEL, p -> p.brightness(0), 10, 100, 200)).containsExactly(0, 0, 0);
  }

  @Test
  void contrastMovesAwayFromTheMeanGray() {
    assertThat(changed(PAIR, p -> p.contrast(2), 50, 150, 50, 150, 50, 150))
        .containsExactly(0, 200, 0, 200, 0, 200);
    assertThat(changed(PIXEL, p -> p.contrast(0), 100, 0, 0)).containsExactly(30, 30, 30);
  }

  @Test
  void saturationMovesAwayFromGray() {
    assertThat(changed(PIXEL, p -> p.saturation(0), 100, 200, 50)).containsExactly(153, 153, 153);
    assertThat(changed(PIXEL, p -> p.saturation(0.5f), 100, 200, 50))
        .containsExactly(127, 177, 102);
  }

  @Test
  void hueTurnsTheCircle() {
    assertThat(changed(PIXEL, p -> p.hue(1 / 3f), 200, 20, 20)).containsExactly(20, 200, 20);
    assertThat(changed(PIXEL, p -> p.hue(-1 / 3f), 200, 20, 20)).containsExactly(20, 20, 200);
    assertThat(changed(PIXEL, p -> p.hue(0.5f), 200, 110, 20)).containsExactly(20, 110, 200);
    assertThat(changed(PIXEL, p -> p.hue(0), 12, 34, 56)).containsExactly(12, 34, 56);
    assertThat(changed(PIXEL, p -> p.hue(0.25f), 70, 70, 70)).containsExactly(70, 70, 70);
  }

  @Test
  void sharpnessBlendsWithASmoothedInside() {
    ImageShape square = new ImageShape(1, 3, 3);
    int[] dot = {0, 0, 0, 0, 130, 0, 0, 0, 0};
    assertThat(changed(square, p -> p.sharpness(0), dot)[4]).isEqualTo(50);
    assertThat(changed(square, p -> p.sharpness(1), dot)).isEqualTo(dot);
    assertThat(changed(square, p -> p.sharpness(1.5f), dot)[4]).isEqualTo(170);
  }

  @Test
  void grayImagesHaveNoHueOrSaturation() {
    ImageShape gray = new ImageShape(1, 1, 3);
    assertThat(changed(gray, p -> p.saturation(0), 1, 2, 3)).containsExactly(1, 2, 3);
    assertThat(changed(gray, p -> p.hue(0.4f), 1, 2, 3)).containsExactly(1, 2, 3);
  }

  @Test
  void jitterStaysWithinItsRanges() {
    ColorJitter jitter = new ColorJitter(0.4, 0, 0, 0);
    byte[] from = {100, 100, 100};
    byte[] to = new byte[3];
    int least = 255;
    int most = 0;
    for (int id = 0; id < 500; id++) {
      jitter.apply(from, to, PIXEL, new AugmentationSeed(1, 1, id));
      least = Math.min(least, to[0] & 0xFF);
      most = Math.max(most, to[0] & 0xFF);
    }
    assertThat(least).isBetween(60, 62);
    assertThat(most).isBetween(138, 140);
    assertThatThrownBy(() -> new ColorJitter(0, 0, 0, 0.6)).hasMessageContaining("0.6");
  }
}
