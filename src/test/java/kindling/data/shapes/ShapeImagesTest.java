package kindling.data.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShapeImagesTest {
  private static final int SIZE = 3 * 32 * 32;
  private static final int CLASSES = 10;

  @Test
  void theFirstHundredImagesAreTheSameEverywhere() throws Exception {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    for (int i = 0; i < 100; i++) {
      sha.update(ShapeImages.draw(0, i));
    }
    assertThat(HexFormat.of().formatHex(sha.digest()))
        .isEqualTo("44c9a9bb1a5a586b43b67cb85fb5f88ac06ef488b760a1a1403e514d34ff6e37");
  }

  @Test
  void imagesAndSplitsDiffer() {
    long distinct =
        IntStream.range(0, 2000)
            .mapToObj(i -> Arrays.hashCode(ShapeImages.draw(i % 2, i / 2)))
            .distinct()
            .count();
    assertThat(distinct).isGreaterThanOrEqualTo(1999);
  }

  @Test
  void classesTakeTurns() {
    int[] counts = new int[CLASSES];
    IntStream.range(0, 1000).forEach(i -> counts[ShapeImages.label(i)]++);
    assertThat(counts).containsOnly(100);
    assertThat(ShapeImages.CLASSES).hasSize(CLASSES).doesNotHaveDuplicates();
  }

  /** Softmax regression on pixels: were it good, the dataset would not need a deep network. */
  @Test
  void aLinearModelFails() {
    double[][] weights = new double[CLASSES][SIZE + 1];
    for (int epoch = 0; epoch < 8; epoch++) {
      for (int i = 0; i < 4000; i++) {
        double[] x = pixels(0, i);
        double[] slopes = probabilities(weights, x);
        slopes[ShapeImages.label(i)] -= 1;
        for (int c = 0; c < CLASSES; c++) {
          for (int k = 0; k <= SIZE; k++) {
            weights[c][k] -= 0.001 * slopes[c] * x[k];
          }
        }
      }
    }
    assertThat(accuracy(weights, 1, 1000)).isBetween(0.05, 0.6);
    assertThat(accuracy(weights, 0, 4000)).isGreaterThan(0.2);
  }

  private static double accuracy(double[][] weights, int split, int count) {
    int hits = 0;
    for (int i = 0; i < count; i++) {
      double[] p = probabilities(weights, pixels(split, i));
      double best = Arrays.stream(p).max().orElseThrow();
      hits += p[ShapeImages.label(i)] == best ? 1 : 0;
    }
    return (double) hits / count;
  }

  /** The image in [-1,1], and a constant. */
  private static double[] pixels(int split, int index) {
    byte[] image = ShapeImages.draw(split, index);
    double[] x = new double[SIZE + 1];
    for (int k = 0; k < SIZE; k++) {
      x[k] = (image[k] & 0xFF) / 127.5 - 1;
    }
    x[SIZE] = 1;
    return x;
  }

  private static double[] probabilities(double[][] weights, double[] x) {
    double[] p = new double[CLASSES];
    double total = 0;
    for (int c = 0; c < CLASSES; c++) {
      double score = 0;
      for (int k = 0; k <= SIZE; k++) {
        score += weights[c][k] * x[k];
      }
      p[c] = Math.exp(Math.min(score, 50));
      total += p[c];
    }
    for (int c = 0; c < CLASSES; c++) {
      p[c] /= total;
    }
    return p;
  }
}
