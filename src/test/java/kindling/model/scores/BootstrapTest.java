package kindling.model.scores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import kindling.data.Targets;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static final int CLASSES = 4;
  private static final int EXAMPLES = 2_000;
  private static final long SEED = 5;

  private final int[] labels = new int[EXAMPLES];
  private final float[] logits = new float[EXAMPLES * CLASSES];

  /** Four examples in five, or so, are predicted right. */
  BootstrapTest() {
    Random random = new Random(1);
    for (int id = 0; id < EXAMPLES; id++) {
      labels[id] = random.nextInt(CLASSES);
      int predicted = random.nextInt(5) > 0 ? labels[id] : (labels[id] + 1) % CLASSES;
      logits[id * CLASSES + predicted] = 1 + random.nextFloat();
    }
  }

  private Scores scores(int... ids) {
    Scores scores = Scores.withOutcomes(CLASSES, SEED);
    for (int id : ids) {
      float[] row = new float[CLASSES];
      System.arraycopy(logits, id * CLASSES, row, 0, CLASSES);
      scores.add(new int[] {id}, row, Targets.of(new int[] {labels[id]}));
    }
    return scores;
  }

  private static Bootstrap bootstrap(Scores scores) {
    return scores.outcomes().orElseThrow().bootstrap();
  }

  private static void assertAround(Interval interval, double value, double standardError) {
    assertThat(interval.low()).isCloseTo(value - 1.96 * standardError, within(standardError / 3));
    assertThat(interval.high()).isCloseTo(value + 1.96 * standardError, within(standardError / 3));
  }

  @Test
  void theIntervalOfAShareIsThatOfItsStandardError() {
    Scores scores = scores(IntStream.range(0, EXAMPLES).toArray());
    double right = scores.top1();
    assertAround(bootstrap(scores).top1(), right, Math.sqrt(right * (1 - right) / EXAMPLES));
    assertThat(bootstrap(scores).top5()).isEqualTo(new Interval(1, 1));
  }

  @Test
  void theIntervalOfTheLossIsThatOfItsStandardError() {
    Scores scores = scores(IntStream.range(0, EXAMPLES).toArray());
    double squares =
        IntStream.range(0, EXAMPLES)
            .mapToDouble(id -> Math.pow(scores(id).loss() - scores.loss(), 2))
            .sum();
    double standardError = Math.sqrt(squares / (EXAMPLES - 1) / EXAMPLES);
    assertAround(bootstrap(scores).loss(), scores.loss(), standardError);
  }

  @Test
  void aClassHasTheIntervalOfItsExamples() {
    Scores scores = scores(IntStream.range(0, EXAMPLES).toArray());
    ClassScores one = scores.perClass().get(1);
    double error = Math.sqrt(one.recall() * (1 - one.recall()) / one.examples());
    assertAround(bootstrap(scores).of(1).recall(), one.recall(), error);
    assertThat(bootstrap(scores).of(1).f1().low()).isLessThan(one.f1());
    assertThat(bootstrap(scores).of(1).precision().high()).isGreaterThan(one.precision());
  }

  @Test
  void howExamplesAreDealtChangesNothing() {
    Scores all = scores(IntStream.range(0, 100).toArray());
    Scores odd = scores(IntStream.range(0, 50).map(i -> 2 * i + 1).toArray());
    Scores even = scores(IntStream.range(0, 50).map(i -> 2 * i).toArray());
    Scores merged = Scores.merge(odd, even);
    assertThat(bootstrap(merged).top1()).isEqualTo(bootstrap(all).top1());
    assertThat(bootstrap(merged).of(2)).isEqualTo(bootstrap(all).of(2));
    assertThat(bootstrap(merged).loss().high())
        .isCloseTo(bootstrap(all).loss().high(), within(1e-12));
    assertThat(merged.outcomes().orElseThrow().right())
        .isEqualTo(all.outcomes().orElseThrow().right());
  }

  @Test
  void anotherSeedDrawsOtherResamples() {
    Scores other = Scores.withOutcomes(CLASSES, SEED + 1);
    int[] ids = IntStream.range(0, 100).toArray();
    other.add(ids, Arrays.copyOf(logits, 100 * CLASSES), targets(100));
    assertThat(bootstrap(other).loss()).isNotEqualTo(bootstrap(scores(ids)).loss());
  }

  private Targets targets(int count) {
    return Targets.of(Arrays.copyOf(labels, count));
  }

  @Test
  void withoutExamplesNothingIsKnown() {
    Interval unknown = new Interval(Double.NaN, Double.NaN);
    assertThat(bootstrap(scores()).top1()).isEqualTo(unknown);
    assertThat(bootstrap(scores()).of(3).recall()).isEqualTo(unknown);
  }
}
