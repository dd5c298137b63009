package kindling.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.SplittableRandom;
import kindling.data.ImageShape;
import kindling.data.Seeds;
import kindling.data.augment.SamplingGrid.Mirror;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SamplingGridTest {
  private static final ImageShape SHAPE = new ImageShape(2, 5, 4);
  private static final ImageShape ROW = new ImageShape(1, 1, 4);
  private static final byte[] ONE_TO_FOUR = {1, 2, 3, 4};

  private final byte[] image = new byte[SHAPE.size()];
  private final float[][] table = new float[2][256];

  SamplingGridTest() {
    new Random(1).nextBytes(image);
    for (int x = 0; x < 256; x++) {
      table[0][x] = x - 100;
      table[1][x] = 0.5f * x;
    }
  }

  @ParameterizedTest
  @EnumSource
  void shiftsMirrorsAndPads(PaddingMode padding) {
    for (int down = -6; down <= 6; down++) {
      for (int right = -5; right <= 5; right++) {
        for (Mirror mirror : Mirror.values()) {
          SamplingGrid grid = SamplingGrid.of(SHAPE, down, right, mirror, padding);
          float[] values = new float[1 + SHAPE.size()];
          byte[] bytes = new byte[SHAPE.size()];
          grid.write(image, SHAPE, table, values, 1);
          grid.write(image, SHAPE, bytes);
          assertThat(values[0]).isZero();
          for (int i = 0; i < SHAPE.size(); i++) {
            int y = padding.source(i / 4 % 5 + down, 5);
            int x = padding.source((mirror == Mirror.MIRRORED ? 3 - i % 4 : i % 4) + right, 4);
            int value = y < 0 || x < 0 ? 0 : image[i / 20 * 20 + y * 4 + x] & 0xFF;
            assertThat(values[1 + i]).isEqualTo(table[i / 20][value]);
            assertThat(bytes[i] & 0xFF).isEqualTo(value);
          }
        }
      }
    }
  }

  @Test
  void eachPaddingShowsWhatItSays() {
    assertThat(shifted(-2, PaddingMode.BLACK)).containsExactly(0, 0, 1, 2);
    assertThat(shifted(-2, PaddingMode.REFLECT)).containsExactly(3, 2, 1, 2);
    assertThat(shifted(-2, PaddingMode.EDGE)).containsExactly(1, 1, 1, 2);
    assertThat(shifted(2, PaddingMode.REFLECT)).containsExactly(3, 4, 3, 2);
    assertThat(shifted(3, PaddingMode.EDGE)).containsExactly(4, 4, 4, 4);
    assertThat(shifted(6, PaddingMode.REFLECT)).containsExactly(1, 2, 3, 4);
    assertThat(PaddingMode.REFLECT.source(-7, 1)).isZero();
  }

  private static byte[] shifted(int right, PaddingMode padding) {
    byte[] target = new byte[4];
    SamplingGrid.of(ROW, 0, right, Mirror.AS_IS, padding).write(ONE_TO_FOUR, ROW, target);
    return target;
  }

  /** Runs of earlier versions go on to the same bits. */
  @Test
  void cropAndFlipDrawFromOneStreamInThisOrder() {
    CropFlip crop = new CropFlip(2, PaddingMode.BLACK, Flip.RANDOM, 0.5);
    for (int id = 0; id < 200; id++) {
      SplittableRandom random = new SplittableRandom(Seeds.of(7, 0x64617461_0005L, 3, id));
      int down = random.nextInt(5) - 2;
      int right = random.nextInt(5) - 2;
      Mirror mirror = random.nextDouble() < 0.5 ? Mirror.MIRRORED : Mirror.AS_IS;
      assertThat(crop.grid(SHAPE, new AugmentationSeed(7, 3, id)))
          .usingRecursiveComparison()
          .isEqualTo(SamplingGrid.of(SHAPE, down, right, mirror, PaddingMode.BLACK));
    }
  }

  @Test
  void theAlternatingFlipShowsEachImageBothWaysInTwoEpochs() {
    CropFlip flip = new CropFlip(0, PaddingMode.BLACK, Flip.ALTERNATING, 0);
    int mirroredFirst = 0;
    for (int id = 0; id < 1000; id++) {
      boolean first = mirrored(flip, 1, id);
      mirroredFirst += first ? 1 : 0;
      for (int epoch = 2; epoch < 6; epoch++) {
        assertThat(mirrored(flip, epoch, id)).isEqualTo(first ^ epoch % 2 == 0);
      }
    }
    assertThat(mirroredFirst).isBetween(450, 550);
  }

  private static boolean mirrored(CropFlip flip, int epoch, int id) {
    return flip.grid(ROW, new AugmentationSeed(5, epoch, id)).columns()[0] == 3;
  }

  @Test
  void cropsAreUniformAndFlipsAsLikelyAsAsked() {
    CropFlip crop = new CropFlip(1, PaddingMode.EDGE, Flip.RANDOM, 0.25);
    int[] rows = new int[3];
    int mirrored = 0;
    for (int id = 0; id < 9000; id++) {
      SamplingGrid grid = crop.grid(SHAPE, new AugmentationSeed(1, 1, id));
      rows[grid.rows()[2] - 1]++;
      mirrored += grid.columns()[0] > grid.columns()[3] ? 1 : 0;
    }
    for (int count : rows) {
      assertThat(count).isBetween(2800, 3200);
    }
    assertThat(mirrored).isBetween(2100, 2400);
  }

  @Test
  void whatIsNoCropIsRefused() {
    assertThatThrownBy(() -> new CropFlip(-1, PaddingMode.BLACK, Flip.RANDOM, 0))
        .hasMessageContaining("found -1");
    assertThatThrownBy(() -> new CropFlip(0, PaddingMode.BLACK, Flip.RANDOM, 1.5))
        .hasMessageContaining("1.5");
  }
}
