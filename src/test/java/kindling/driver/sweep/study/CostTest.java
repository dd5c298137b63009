package kindling.driver.sweep.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CostTest {
  private static StudyRow row(String name, long parameters, double... accuracies) {
    Timing timing = new Timing(1, 1, 1, 1, 1);
    Measurement measured =
        new Measurement(name, "", "", 1, parameters, 1, 1, timing, timing, timing);
    List<StudyRun> runs =
        java.util.stream.IntStream.range(0, accuracies.length)
            .mapToObj(i -> new StudyRun(name, i, 1, 1, 1, accuracies[i], 0, 1, 1, null))
            .toList();
    return StudyRow.of(measured, 1, runs.isEmpty() ? List.of(StudyRun.failed(name, 1, "x")) : runs);
  }

  private static List<String> front(StudyRow... rows) {
    return Cost.PARAMETERS.front(List.of(rows)).stream().map(StudyRow::architecture).toList();
  }

  @Test
  void theFrontHoldsWhatNoOtherBeats() {
    assertThat(
            front(
                row("large", 100, 0.9, 0.9),
                row("wasteful", 120, 0.9, 0.9),
                row("small", 10, 0.5),
                row("middle", 50, 0.7),
                row("poor", 60, 0.6),
                row("failed", 1)))
        .containsExactly("small", "middle", "large");
    assertThat(front(row("a", 5, 0.5), row("b", 5, 0.5))).containsExactly("a", "b");
    assertThat(front(row("failed", 1))).isEmpty();
  }

  @Test
  void aSpreadIsThatOfTheSample() {
    Spread spread = Spread.of(new double[] {1, 2, 3, 6});
    assertThat(spread.n()).isEqualTo(4);
    assertThat(spread.mean()).isEqualTo(3);
    assertThat(spread.deviation()).isEqualTo(Math.sqrt(14 / 3.0));
    assertThat(Spread.of(new double[] {7})).isEqualTo(new Spread(1, 7, 0));
  }
}
