package kindling.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import kindling.data.ImageShape;
import kindling.data.augment.RandomErasing.Fill;
import org.junit.jupiter.api.Test;

class RandomErasingTest {
  private static final ImageShape SHAPE = new ImageShape(2, 20, 10);
  private static final float[][] TABLE = new float[2][256];

  static {
    Arrays.fill(TABLE[0], 5);
    Arrays.fill(TABLE[1], 6);
  }

  /** The values of an image of ones behind another image, after a change. */
  private static float[] erased(ValueTransform transform, int id) {
    float[] values = new float[2 * SHAPE.size()];
    Arrays.fill(values, 1);
    transform.apply(values, SHAPE.size(), SHAPE, TABLE, new AugmentationSeed(1, 1, id));
    for (int i = 0; i < SHAPE.size(); i++) {
      assertThat(values[i]).isEqualTo(1);
    }
    return Arrays.copyOfRange(values, SHAPE.size(), 2 * SHAPE.size());
  }

  private static int count(float[] values, float of) {
    int count = 0;
    for (float value : values) {
      count += value == of ? 1 : 0;
    }
    return count;
  }

  @Test
  void cutoutIsASquareAroundAnyPixel() {
    int whole = 0;
    for (int id = 0; id < 1000; id++) {
      float[] values = erased(new Cutout(4), id);
      int zeros = count(values, 0);
      assertThat(zeros).isBetween(2 * 4, 2 * 16).isEven();
      whole += zeros == 32 ? 1 : 0;
      for (int i = 0; i < 200; i++) {
        assertThat(values[200 + i]).isEqualTo(values[i]);
      }
    }
    // Inside the image are the squares of 17 × 7 of the 20 × 10 pixels.
    assertThat(whole / 1000.0).isCloseTo(17 * 7 / 200.0, within(0.06));
    assertThat(Box.around(0, 9, 4, 4, SHAPE)).isEqualTo(new Box(0, 7, 2, 3));
    assertThat(Box.around(10, 5, 3, 3, SHAPE)).isEqualTo(new Box(9, 4, 3, 3));
  }

  @Test
  void randomErasingMeetsItsProbabilityAndArea() {
    RandomErasing erasing = new RandomErasing(0.3, 0.1, 0.3, 2, Fill.MEAN);
    int met = 0;
    double area = 0;
    for (int id = 0; id < 2000; id++) {
      int zeros = count(erased(erasing, id), 0);
      if (zeros > 0) {
        met++;
        area += zeros / 400.0;
        assertThat(zeros / 400.0).isBetween(0.07, 0.35);
      }
    }
    assertThat(met / 2000.0).isCloseTo(0.3, within(0.04));
    assertThat(area / met).isCloseTo(0.2, within(0.02));
  }

  @Test
  void randomFillTakesValuesThatBytesHave() {
    float[] values = erased(new RandomErasing(1, 0.2, 0.2, 1, Fill.RANDOM), 1);
    assertThat(count(values, 5)).isBetween(30, 50);
    assertThat(count(values, 6)).isEqualTo(count(values, 5));
    assertThat(count(values, 1)).isEqualTo(400 - 2 * count(values, 5));
  }

  @Test
  void whatCannotBeErasedIsRefused() {
    assertThatThrownBy(() -> new Cutout(-1)).hasMessageContaining("found -1");
    assertThatThrownBy(() -> new RandomErasing(1, 0.3, 0.2, 1, Fill.MEAN))
        .hasMessageContaining("found 1.0, 0.3, 0.2 and 1.0");
  }
}
