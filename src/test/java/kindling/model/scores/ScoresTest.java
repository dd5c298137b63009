package kindling.model.scores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import kindling.data.Targets;
import org.junit.jupiter.api.Test;

class ScoresTest {
  private static Scores scores(int classes, float[] logits, int... labels) {
    Scores scores = new Scores(classes);
    scores.add(IntStream.range(0, labels.length).toArray(), logits, Targets.of(labels));
    return scores;
  }

  private static Scores random(int seed) {
    Random random = new Random(seed);
    float[] logits = new float[20 * 7];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) random.nextGaussian();
    }
    return scores(7, logits, random.ints(20, 0, 7).toArray());
  }

  /** Logits that make each row's prediction the given class. */
  private static float[] predictions(int classes, int... predicted) {
    float[] logits = new float[classes * predicted.length];
    for (int row = 0; row < predicted.length; row++) {
      logits[row * classes + predicted[row]] = 1;
    }
    return logits;
  }

  private static void assertSameCounts(Scores found, Scores expected) {
    assertThat(found.count()).isEqualTo(expected.count());
    assertThat(found.top1()).isEqualTo(expected.top1());
    assertThat(found.top5()).isEqualTo(expected.top5());
    assertThat(found.confusion()).isDeepEqualTo(expected.confusion());
    assertThat(found.loss()).isCloseTo(expected.loss(), within(1e-12));
  }

  @Test
  void sharesCountTheRightOnes() {
    float[] logits = {6, 5, 4, 3, 2, 1, 6, 5, 4, 3, 2, 1, 6, 5, 4, 3, 2, 1, 6, 5, 4, 3, 2, 1};

    Scores scores = scores(6, logits, 0, 4, 5, 0);

    assertThat(scores.count()).isEqualTo(4);
    assertThat(scores.top1()).isEqualTo(0.5);
    assertThat(scores.top5()).isEqualTo(0.75);
    assertThat(scores.loss())
        .isCloseTo(
            SoftmaxCrossEntropy.loss(logits, Targets.of(new int[] {0, 4, 5, 0}), 6), within(1e-15));
  }

  @Test
  void tiesCountAgainstTheModel() {
    Scores scores = scores(7, new float[7], 3);

    assertThat(scores.top1()).isZero();
    assertThat(scores.top5()).isZero();
    assertThat(scores.confusion()[3]).containsExactly(1, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void nanIsNeverRight() {
    Scores all = scores(3, new float[] {Float.NaN, Float.NaN, Float.NaN}, 0);
    Scores own = scores(3, new float[] {Float.NaN, 1, 2}, 0);
    Scores other = scores(3, new float[] {5, Float.NaN, 2}, 0);

    assertThat(List.of(all, own, other)).allSatisfy(s -> assertThat(s.top1()).isZero());
    assertThat(all.top5()).isZero();
    assertThat(own.top5()).isZero();
    assertThat(own.confusion()[0]).containsExactly(0, 0, 1);
  }

  @Test
  void fewerThanFiveClassesAreAllAmongTheFirst() {
    assertThat(scores(2, new float[] {1, 2}, 0).top5()).isEqualTo(1);
  }

  @Test
  void mergingWithNoneChangesNothing() {
    assertSameCounts(Scores.merge(new Scores(7), random(1)), random(1));
    assertSameCounts(Scores.merge(random(1), new Scores(7)), random(1));
  }

  @Test
  void mergingIsAssociativeAndLeavesItsArgumentsAlone() {
    Scores first = random(1);
    Scores left = Scores.merge(Scores.merge(first, random(2)), random(3));
    Scores right = Scores.merge(first, Scores.merge(random(2), random(3)));

    assertSameCounts(left, right);
    assertThat(left.count()).isEqualTo(60);
    assertSameCounts(first, random(1));
  }

  /** True and predicted: a: 3 examples as a, a, b; b: 2 as b, a; c: 1 as b; d: none. */
  @Test
  void perClassScoresFollowFromTheConfusion() {
    Scores scores = scores(4, predictions(4, 0, 0, 1, 1, 0, 1), 0, 0, 0, 1, 1, 2);

    long[][] confusion = {{2, 1, 0, 0}, {1, 1, 0, 0}, {0, 1, 0, 0}, {0, 0, 0, 0}};
    assertThat(scores.confusion()).isDeepEqualTo(confusion);
    assertThat(scores.sparseConfusion())
        .containsExactly(
            new TreeMap<>(Map.of(0, 2L, 1, 1L)),
            new TreeMap<>(Map.of(0, 1L, 1, 1L)),
            new TreeMap<>(Map.of(1, 1L)),
            new TreeMap<>());
    assertThat(scores.perClass())
        .containsExactly(
            new ClassScores(3, 2.0 / 3, 2.0 / 3, 2.0 / 3),
            new ClassScores(2, 1.0 / 3, 1.0 / 2, 2.0 / 5),
            new ClassScores(1, 0, 0, 0),
            new ClassScores(0, 0, 0, 0));
  }

  @Test
  void sumsOfBatchesAreThoseOfTheSplit() {
    Scores scores = random(1);
    scores = Scores.merge(scores, random(2));
    assertThat(random(1).sums().plus(random(2).sums())).isEqualTo(scores.sums());
    assertThat(ScoreSums.NONE.plus(new float[0], Targets.of(new int[0]), 7))
        .isEqualTo(ScoreSums.NONE);
  }

  @Test
  void withoutExamplesTheMeansAreUndefined() {
    Scores none = scores(2, new float[0]);

    assertThat(none.count()).isZero();
    assertThat(none.loss()).isNaN();
    assertThat(none.top1()).isNaN();
  }

  @Test
  void crossesTheWire() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(random(1));
    }

    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertSameCounts((Scores) in.readObject(), random(1));
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> new Scores(1)).hasMessage("expected at least 2 classes, found 1");
    assertThatThrownBy(() -> scores(3, new float[6], 0)).hasMessageContaining("6 logits");
    assertThatThrownBy(() -> Scores.merge(new Scores(2), new Scores(3)))
        .hasMessage("scores of 2 and of 3 classes");
  }
}
