package kindling.data.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import kindling.data.Framing;
import kindling.data.ImageResizer;
import kindling.data.ImageShape;
import kindling.data.Normalization;
import kindling.data.augment.Augmentation;
import kindling.data.shard.Shard;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SamplingTest {
  /** 90 of class 0, 9 of class 1, 1 of class 2; none of class 3. */
  private static final int[] LABELS =
      IntStream.range(0, 100).map(i -> i == 37 ? 2 : i % 11 == 5 ? 1 : 0).toArray();

  private static final int[] COUNTS = counts(LABELS, IntStream.range(0, 100).toArray());

  private static int[] counts(int[] labels, int[] rows) {
    int[] counts = new int[4];
    for (int row : rows) {
      counts[labels[row]]++;
    }
    return counts;
  }

  private static int[] epoch(Sampling sampling, int epoch, long shardSeed) {
    return new RowOrder(LABELS, sampling.rates(COUNTS), 5, shardSeed).shuffled(epoch, 100, 0);
  }

  @Test
  void balancedClassesComeEquallyOftenAndSquareRootsInBetween() {
    assertThat(COUNTS).containsExactly(90, 9, 1, 0);
    for (int e = 1; e < 20; e++) {
      int[] balanced = counts(LABELS, epoch(Sampling.BALANCED, e, 1));
      assertThat(balanced).hasSize(4).contains(0);
      for (int label = 0; label < 3; label++) {
        assertThat(balanced[label]).isBetween(33, 34);
      }
      int[] roots = counts(LABELS, epoch(Sampling.SQRT, e, 1));
      // The square roots 9.49, 3 and 1 of 13.49 in all.
      assertThat(roots[0]).isBetween(70, 71);
      assertThat(roots[1]).isBetween(22, 23);
      assertThat(roots[2]).isBetween(7, 8);
    }
  }

  @Test
  void drawsDependOnSeedEpochAndShareAlone() {
    int[] order = epoch(Sampling.BALANCED, 3, 1);
    assertThat(epoch(Sampling.BALANCED, 3, 1)).isEqualTo(order);
    assertThat(epoch(Sampling.BALANCED, 4, 1)).isNotEqualTo(order);
    assertThat(epoch(Sampling.BALANCED, 3, 2)).isNotEqualTo(order);
    assertThat(epoch(Sampling.NATURAL, 3, 1))
        .containsExactlyInAnyOrder(IntStream.range(0, 100).toArray());
  }

  @Property(tries = 200)
  void aRowComesAsOftenAsExpectedOrOnceMore(
      @ForAll @IntRange(min = 1, max = 300) int size,
      @ForAll @IntRange(min = 1, max = 9) int classes,
      @ForAll long seed) {
    int[] labels = IntStream.range(0, size).map(i -> i * i % classes).toArray();
    double[] rates = IntStream.range(0, classes).mapToDouble(i -> 1.0 / (1 + 3 * i)).toArray();
    double total = Arrays.stream(labels).mapToDouble(label -> rates[label]).sum();
    int[] times = new int[size];
    for (int row : ClassDraws.draw(labels, rates, seed)) {
      times[row]++;
    }
    assertThat(Arrays.stream(times).sum()).isEqualTo(size);
    for (int row = 0; row < size; row++) {
      double expected = rates[labels[row]] / total * size;
      assertThat((double) times[row])
          .isBetween(Math.floor(expected - 1e-9), Math.ceil(expected + 1e-9));
    }
  }

  @Test
  void anImageThatComesAgainIsAugmentedAnew() {
    ImageShape shape = new ImageShape(1, 8, 8);
    byte[][] pixels = new byte[100][64];
    for (int i = 0; i < pixels.length; i++) {
      for (int k = 0; k < 64; k++) {
        pixels[i][k] = (byte) (i + 3 * k);
      }
    }
    Shard shard = new Shard(shape, IntStream.range(0, 100).toArray(), LABELS, pixels);
    Normalization plain = new Normalization(new float[] {0}, new float[] {1});
    BatchSource reader =
        BatchSource.of(
            shard,
            new ImageResizer(shape, Framing.EXACT),
            plain,
            new Augmentation(4, 0.5),
            Sampling.BALANCED.rates(COUNTS),
            5,
            1);
    Batch batch = reader.training(1, 100, 0);
    long views =
        IntStream.range(0, 100)
            .filter(i -> batch.ids()[i] == 37)
            .mapToObj(i -> Arrays.toString(Arrays.copyOfRange(batch.images(), 64 * i, 64 * i + 64)))
            .distinct()
            .count();
    assertThat(views).isGreaterThan(15);
    assertThat(reader.training(1, 100, 0).images()).isEqualTo(batch.images());
  }
}
