package kindling.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import kindling.data.ImageShape;
import kindling.data.Normalization;
import kindling.data.shard.PatchMoments;
import kindling.data.shard.Shard;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.architecture.Pooling;
import kindling.model.families.Families;
import org.junit.jupiter.api.Test;

class WhiteningTest {
  private static final ImageShape SHAPE = new ImageShape(3, 9, 7);
  private static final int SIDE = 2;
  private static final int VALUES = 12;
  private static final Normalization NORMALIZATION =
      new Normalization(new float[] {0.5f, 0.4f, 0.45f}, new float[] {0.25f, 0.2f, 0.3f});

  /** Smooth images, so that neighbouring values are far from independent. */
  private static Shard shard(int from, int to) {
    int[] ids = new int[to - from];
    byte[][] pixels = new byte[ids.length][SHAPE.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = from + i;
      Random random = new Random(ids[i]);
      int value = 128;
      for (int k = 0; k < SHAPE.size(); k++) {
        value = Math.max(0, Math.min(255, value + random.nextInt(61) - 30));
        pixels[i][k] = (byte) value;
      }
    }
    return new Shard(SHAPE, ids, new int[ids.length], pixels);
  }

  private static Architecture architecture(int outputs) {
    Layer.Conv first = new Layer.Conv(3, outputs, SIDE, 1, 0, true);
    return new Architecture(
        "whitened",
        SHAPE,
        2,
        List.of(
            new Node("first", first, List.of(Architecture.INPUT)),
            new Node("pool", new Pooling.GlobalAvgPool(), List.of("first")),
            new Node("head", new Layer.Linear(outputs, 2), List.of("pool"))));
  }

  private static Weights whitened(PatchMoments moments) {
    Architecture architecture = architecture(2 * VALUES);
    return Whitening.initialize(
        architecture,
        Initialization.initialize(architecture, 1),
        moments.normalised(NORMALIZATION));
  }

  @Test
  void outputsAreUncorrelatedWithVarianceOne() {
    Shard shard = shard(0, 400);
    float[] filters = whitened(PatchMoments.of(shard, SIDE, 1)).values();
    double[][] products = new double[VALUES][VALUES];
    int count = 0;
    for (int i = 0; i < shard.size(); i++) {
      byte[] image = shard.pixels(i);
      for (int y = 0; y + SIDE <= SHAPE.height(); y++) {
        for (int x = 0; x + SIDE <= SHAPE.width(); x++) {
          double[] outputs = outputs(filters, image, y, x);
          for (int a = 0; a < VALUES; a++) {
            for (int b = 0; b < VALUES; b++) {
              products[a][b] += outputs[a] * outputs[b];
            }
          }
          count++;
        }
      }
    }
    for (int a = 0; a < VALUES; a++) {
      for (int b = 0; b < VALUES; b++) {
        // The constant under the root takes a little of the smallest variances.
        assertThat(products[a][b] / count).isCloseTo(a == b ? 1 : 0, within(a == b ? 0.05 : 1e-4));
      }
    }
  }

  /** A convolution written from its definition. */
  private static double[] outputs(float[] filters, byte[] image, int top, int left) {
    double[] outputs = new double[VALUES];
    for (int f = 0; f < VALUES; f++) {
      int weight = f * VALUES;
      for (int c = 0; c < 3; c++) {
        for (int y = top; y < top + SIDE; y++) {
          for (int x = left; x < left + SIDE; x++) {
            int pixel = image[(c * SHAPE.height() + y) * SHAPE.width() + x] & 0xFF;
            outputs[f] +=
                filters[weight++]
                    * (pixel / 255.0 - NORMALIZATION.mean()[c])
                    / NORMALIZATION.std()[c];
          }
        }
      }
    }
    return outputs;
  }

  @Test
  void theSecondHalfIsTheNegativeOfTheFirstAndTheRestStays() {
    Weights weights = whitened(PatchMoments.of(shard(0, 50), SIDE, 1));
    float[] values = weights.values();
    int size = VALUES * VALUES;
    for (int i = 0; i < size; i++) {
      assertThat(values[size + i]).isEqualTo(-values[i]);
    }
    float[] fresh = Initialization.initialize(architecture(2 * VALUES), 1).values();
    assertThat(Arrays.copyOfRange(values, 2 * size, values.length))
        .isEqualTo(Arrays.copyOfRange(fresh, 2 * size, fresh.length));
  }

  @Test
  void howImagesAreDealtDoesNotMatter() {
    PatchMoments whole = PatchMoments.of(shard(0, 60), SIDE, 3);
    PatchMoments parts =
        List.of(shard(40, 60), shard(0, 13), shard(13, 40)).stream()
            .map(shard -> PatchMoments.of(shard, SIDE, 3))
            .reduce(PatchMoments::merge)
            .orElseThrow();
    assertThat(parts.count()).isEqualTo(whole.count()).isEqualTo(20 * 8 * 6);
    assertThat(whitened(parts).values()).isEqualTo(whitened(whole).values());
  }

  @Test
  void otherNetworksAreRefusedWithWhatIsMissing() {
    assertThatThrownBy(() -> Whitening.convolution(architecture(16)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected 24 output channels of first")
        .hasMessageContaining("found 16");
    assertThatThrownBy(() -> Whitening.convolution(Families.named("mlp", SHAPE, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a convolution that alone takes the images");
  }
}
