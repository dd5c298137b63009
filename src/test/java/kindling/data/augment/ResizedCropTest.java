package kindling.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import kindling.data.ImageShape;
import kindling.data.Pixels;
import kindling.data.SplitMix64;
import org.junit.jupiter.api.Test;

class ResizedCropTest {
  private static final ImageShape SHAPE = new ImageShape(3, 60, 80);

  @Test
  void boxesLieInsideAndTheirAreasAndShapesAreUniform() {
    SplitMix64 random = new SplitMix64(1);
    int n = 4000;
    double areas = 0;
    double ratios = 0;
    for (int i = 0; i < n; i++) {
      Box box = Box.random(random, SHAPE, 0.1, 0.5, 4.0 / 3).orElseThrow();
      assertThat(box.top()).isBetween(0, 60 - box.height());
      assertThat(box.left()).isBetween(0, 80 - box.width());
      double area = box.height() * box.width() / 4800.0;
      double ratio = Math.log((double) box.width() / box.height());
      assertThat(area).isBetween(0.09, 0.52);
      assertThat(ratio).isBetween(-0.34, 0.34);
      areas += area;
      ratios += ratio;
    }
    assertThat(areas / n).isCloseTo(0.3, within(0.01));
    assertThat(ratios / n).isCloseTo(0, within(0.01));
  }

  @Test
  void whereNoBoxFitsTheCentreIsSeen() {
    ImageShape line = new ImageShape(1, 1, 100);
    assertThat(Box.random(new SplitMix64(1), line, 0.9, 1, 1)).isEqualTo(Optional.empty());
    byte[] from = new byte[100];
    from[49] = 9;
    Pixels seen =
        new ResizedCrop(0.9, 1)
            .apply(new Pixels(line, from), new ImageShape(1, 1, 2), new AugmentationSeed(1, 1, 1));
    assertThat(seen.planes()).containsExactly(from[49], from[49]);
  }

  @Test
  void scalingTakesWeightedMeans() {
    byte[] square = {10, 20, 30, 40};
    Pixels pixels = new Pixels(new ImageShape(1, 2, 2), square);
    assertThat(pixels.resize(2, 4).planes()).containsExactly(10, 13, 18, 20, 30, 33, 38, 40);
    assertThat(pixels.resize(2, 1).planes()).containsExactly(15, 35);
    byte[] line = {0, 70, 7, 0};
    Pixels row = new Pixels(new ImageShape(1, 1, 4), line);
    assertThat(row.resize(1, 2).planes()).containsExactly(31, 13);
    assertThat(row.crop(0, 1, 1, 2).planes()).containsExactly(70, 7);
  }

  @Test
  void aViewIsAPartOfTheImage() {
    ImageShape gray = new ImageShape(1, 16, 16);
    byte[] ramp = new byte[256];
    for (int i = 0; i < 256; i++) {
      ramp[i] = (byte) (i / 16 * 4 + i % 16);
    }
    byte[] seen =
        new ResizedCrop(0.1, 1)
            .apply(new Pixels(gray, ramp), gray, new AugmentationSeed(3, 1, 2))
            .planes();
    int span = seen[255] - seen[0];
    assertThat(span).isBetween(15, 70);
    for (int i = 1; i < 16; i++) {
      assertThat(seen[i]).isGreaterThanOrEqualTo(seen[i - 1]);
      assertThat(seen[16 * i]).isGreaterThanOrEqualTo(seen[16 * (i - 1)]);
    }
  }

  @Test
  void whatIsNoCropIsRefused() {
    assertThatThrownBy(() -> new ResizedCrop(0, 1)).hasMessageContaining("found 0.0 and 1.0");
    assertThatThrownBy(() -> new ResizedCrop(0.5, 0.9)).hasMessageContaining("0.9");
  }
}
