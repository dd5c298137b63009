package kindling.data.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import kindling.data.ImageShape;
import org.junit.jupiter.api.Test;

class TrivialAugmentTest {
  private static final ImageShape ROW = new ImageShape(1, 1, 4);
  private static final ImageShape SQUARE = new ImageShape(1, 2, 2);

  private static int[] changed(
      TrivialAugmentOp operation, ImageShape shape, double strength, int sign, int... values) {
    byte[] from = new byte[values.length];
    byte[] to = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      from[i] = (byte) values[i];
    }
    operation.apply(from, to, shape, strength, sign);
    int[] found = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      found[i] = to[i] & 0xFF;
    }
    return found;
  }

  @Test
  void geometryTakesTheNearestPixel() {
    assertThat(changed(TrivialAugmentOp.TRANSLATE_X, ROW, 2 / 32.0, 1, 1, 2, 3, 4))
        .containsExactly(3, 4, 0, 0);
    assertThat(changed(TrivialAugmentOp.TRANSLATE_X, ROW, 1 / 32.0, -1, 1, 2, 3, 4))
        .containsExactly(0, 1, 2, 3);
    assertThat(changed(TrivialAugmentOp.TRANSLATE_Y, SQUARE, 1 / 32.0, 1, 1, 2, 3, 4))
        .containsExactly(3, 4, 0, 0);
    assertThat(changed(TrivialAugmentOp.SHEAR_X, SQUARE, 1, 1, 1, 2, 3, 4))
        .containsExactly(1, 2, 4, 0);
    assertThat(changed(TrivialAugmentOp.SHEAR_Y, SQUARE, 1, 1, 1, 2, 3, 4))
        .containsExactly(1, 4, 3, 0);
    assertThat(changed(TrivialAugmentOp.ROTATE, SQUARE, 90 / 135.0, 1, 1, 2, 3, 4))
        .containsExactly(2, 4, 1, 3);
  }

  @Test
  void valuesArePosterizedSolarizedStretchedAndEqualized() {
    assertThat(changed(TrivialAugmentOp.POSTERIZE, ROW, 1, 1, 255, 64, 63, 130))
        .containsExactly(192, 64, 0, 128);
    assertThat(changed(TrivialAugmentOp.SOLARIZE, ROW, 0.5, 1, 255, 128, 127, 0))
        .containsExactly(0, 127, 127, 0);
    assertThat(changed(TrivialAugmentOp.SOLARIZE, ROW, 0, 1, 255, 254, 1, 0))
        .containsExactly(0, 254, 1, 0);
    assertThat(changed(TrivialAugmentOp.AUTO_CONTRAST, ROW, 0, 1, 50, 60, 100, 75))
        .containsExactly(0, 51, 255, 127);
    assertThat(changed(TrivialAugmentOp.AUTO_CONTRAST, ROW, 0, 1, 9, 9, 9, 9))
        .containsExactly(9, 9, 9, 9);
    assertThat(changed(TrivialAugmentOp.EQUALIZE, ROW, 0, 1, 9, 9, 8, 9))
        .containsExactly(9, 9, 8, 9);
    int[] many = new int[512];
    for (int i = 0; i < 512; i++) {
      many[i] = i % 2 == 0 ? 100 : 120 + i % 3;
    }
    ImageShape shape = new ImageShape(1, 16, 32);
    int[] equalized = changed(TrivialAugmentOp.EQUALIZE, shape, 0, 1, many);
    assertThat(equalized[0]).isZero();
    assertThat(equalized[1]).isBetween(150, 255);
  }

  @Test
  void withoutStrengthMostLeaveTheImageAsItIs() {
    byte[] from = new byte[3 * 8 * 8];
    new Random(2).nextBytes(from);
    ImageShape shape = new ImageShape(3, 8, 8);
    for (TrivialAugmentOp operation :
        EnumSet.range(TrivialAugmentOp.IDENTITY, TrivialAugmentOp.POSTERIZE)) {
      byte[] to = new byte[from.length];
      operation.apply(from, to, shape, 0, -1);
      assertThat(to).as(operation.name()).isEqualTo(from);
    }
  }

  @Test
  void drawsManyDifferentViewsAndTheSameOneForTheSameDraw() {
    byte[] from = new byte[3 * 8 * 8];
    new Random(3).nextBytes(from);
    ImageShape shape = new ImageShape(3, 8, 8);
    TrivialAugment augment = new TrivialAugment(true);
    Set<Integer> views = new HashSet<>();
    for (int id = 0; id < 400; id++) {
      byte[] to = new byte[from.length];
      byte[] again = new byte[from.length];
      augment.apply(from, to, shape, new AugmentationSeed(1, 2, id));
      augment.apply(from, again, shape, new AugmentationSeed(1, 2, id));
      assertThat(again).isEqualTo(to);
      views.add(Arrays.hashCode(to));
    }
    assertThat(views).hasSizeGreaterThan(150);
  }
}
