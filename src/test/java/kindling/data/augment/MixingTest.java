package kindling.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import kindling.data.ImageShape;
import kindling.data.SplitMix64;
import kindling.data.Targets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MixingTest {
  private static final ImageShape SHAPE = new ImageShape(2, 10, 10);
  private static final int[] IDS = IntStream.range(40, 140).toArray();
  private static final int[] LABELS = IntStream.range(0, 100).toArray();

  /** Images whose values are all their row in the batch. */
  private static float[] images(int n) {
    float[] images = new float[n * SHAPE.size()];
    for (int i = 0; i < images.length; i++) {
      images[i] = i / SHAPE.size();
    }
    return images;
  }

  private static float othersShare(Targets targets, int i) {
    return targets.labels()[i] == i ? targets.shares()[i] : 1 - targets.shares()[i];
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.2, 1, 4})
  void betaHasItsMeanAndVariance(double alpha) {
    SplitMix64 random = new SplitMix64(9);
    int n = 20_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double x = BetaDistribution.draw(alpha, random);
      assertThat(x).isBetween(0.0, 1.0);
      sum += x;
      squares += (x - 0.5) * (x - 0.5);
    }
    double variance = 1 / (4 * (2 * alpha + 1));
    assertThat(sum / n).isCloseTo(0.5, within(0.015));
    assertThat(squares / n).isCloseTo(variance, within(0.05 * variance));
  }

  @Test
  void mixupAddsTheNextImageAndItsLabel() {
    float[] images = images(100);
    Targets targets = new Mixing(1, 0, 1).apply(SHAPE, IDS, LABELS, images, 3, 1);
    for (int i = 0; i < 100; i++) {
      int next = (i + 1) % 100;
      float share = othersShare(targets, i);
      assertThat(Arrays.asList(targets.labels()[i], targets.others()[i]))
          .containsExactlyInAnyOrder(i, next);
      for (int k = 0; k < SHAPE.size(); k++) {
        assertThat((double) images[i * SHAPE.size() + k])
            .isCloseTo((1 - share) * i + share * next, within(5e-5));
      }
    }
    assertThat(targets.shares()).hasSize(100);
    assertThat(IntStream.range(0, 100).filter(i -> targets.labels()[i] != i).count())
        .isBetween(30L, 70L);
  }

  @Test
  void cutMixPastesARectangleAndItsShareIsItsArea() {
    float[] images = images(100);
    Targets targets = new Mixing(0, 1, 1).apply(SHAPE, IDS, LABELS, images, 3, 1);
    int pasted = 0;
    for (int i = 0; i < 100; i++) {
      int count = 0;
      for (int k = 0; k < SHAPE.size(); k++) {
        float value = images[i * SHAPE.size() + k];
        assertThat(value).isIn((float) i, (float) ((i + 1) % 100));
        count += value == i ? 0 : 1;
      }
      assertThat(othersShare(targets, i)).isCloseTo(count / 200f, within(1e-6f));
      pasted += count > 0 ? 1 : 0;
    }
    assertThat(pasted).isGreaterThan(80);
  }

  @Test
  void aPairDependsOnSeedEpochAndItsIdsAlone() {
    Mixing mixing = new Mixing(0.5, 0.5, 1);
    float[] all = images(100);
    Targets targets = mixing.apply(SHAPE, IDS, LABELS, all, 3, 1);
    float[] images = Arrays.copyOfRange(images(100), 7 * SHAPE.size(), 9 * SHAPE.size());
    int[] ids = {IDS[7], IDS[8]};
    Targets two = mixing.apply(SHAPE, ids, new int[] {7, 8}, images, 3, 1);
    assertThat(two.labels()[0]).isEqualTo(targets.labels()[7]);
    assertThat(two.shares()[0]).isEqualTo(targets.shares()[7]);
    assertThat(Arrays.copyOf(images, SHAPE.size()))
        .isEqualTo(Arrays.copyOfRange(all, 7 * SHAPE.size(), 8 * SHAPE.size()));
    Targets later = mixing.apply(SHAPE, IDS, LABELS, images(100), 3, 2);
    assertThat(later.shares()).isNotEqualTo(targets.shares());
  }

  @Test
  void pairsAreMixedAsOftenAsAskedAndByEitherWay() {
    Mixing half = new Mixing(1, 1, 0.5);
    float[] images = images(100);
    Targets targets = half.apply(SHAPE, IDS, LABELS, images, 3, 1);
    int whole = 0;
    int blended = 0;
    for (int i = 0; i < 100; i++) {
      whole += targets.shares()[i] == 0 && targets.labels()[i] == i ? 1 : 0;
      float value = images[i * SHAPE.size()];
      blended += value == Math.round(value) ? 0 : 1;
    }
    assertThat(whole).isBetween(35, 65);
    assertThat(blended).isBetween(12, 40);
  }

  @Test
  void anExampleAloneStaysAsItIs() {
    float[] images = images(1);
    Targets targets = new Mixing(1, 1, 1).apply(SHAPE, new int[] {4}, new int[] {2}, images, 3, 1);
    assertThat(targets.shares()).containsExactly(0);
    assertThat(targets.labels()).containsExactly(2);
    assertThat(images).isEqualTo(images(1));
    assertThatThrownBy(() -> new Mixing(5, 0, 1)).hasMessageContaining("found 5.0");
  }
}
