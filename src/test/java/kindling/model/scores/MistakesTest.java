package kindling.model.scores;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MistakesTest {
  private static Mistakes of(List<Mistakes.Mistake> all) {
    Mistakes mistakes = new Mistakes();
    all.forEach(mistakes::add);
    return mistakes;
  }

  /** A hundred, whose confidences occur several times. */
  private static List<Mistakes.Mistake> hundred() {
    Random random = new Random(1);
    return new ArrayList<>(
        IntStream.range(0, 100)
            .mapToObj(id -> new Mistakes.Mistake(id, 0, 1, random.nextInt(10) / 10.0))
            .toList());
  }

  @Test
  void theSurestAreKeptAndThoseOfTheLowestIds() {
    List<Mistakes.Mistake> sorted = hundred();
    sorted.sort(
        Comparator.comparingDouble((Mistakes.Mistake made) -> -made.confidence())
            .thenComparingInt(Mistakes.Mistake::id));
    assertThat(of(hundred()).mostConfident())
        .hasSize(Mistakes.AT_MOST)
        .isEqualTo(sorted.subList(0, Mistakes.AT_MOST));
  }

  @Test
  void neitherOrderNorTheirDealingMatters() {
    List<Mistakes.Mistake> shuffled = hundred();
    Collections.shuffle(shuffled, new Random(2));
    Mistakes merged = new Mistakes();
    merged.accumulate(of(shuffled.subList(0, 10)));
    merged.accumulate(of(shuffled.subList(10, 70)));
    merged.accumulate(of(shuffled.subList(70, 100)));
    assertThat(merged.mostConfident()).isEqualTo(of(hundred()).mostConfident());
  }

  @Test
  void withoutAConfidenceThereIsNothingToShow() {
    assertThat(of(List.of(new Mistakes.Mistake(1, 0, 1, Double.NaN))).mostConfident()).isEmpty();
  }
}
