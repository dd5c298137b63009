package kindling.driver.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Series of more points than a screen shows. */
class SeriesTest {
  private static final int MANY = 100_000;

  private static Series series(int size) {
    List<Point> points =
        IntStream.range(0, size)
            .mapToObj(i -> new Point(i, i == 54_321 ? 9 : i == 12_345 ? -9 : Math.sin(i / 1e4)))
            .toList();
    return new Series("rate", Series.Mark.LINE, points);
  }

  @Test
  void aSampleKeepsExtremesAndEndsInTheirOrder() {
    Series whole = series(MANY);
    List<Point> kept = whole.sampled().points();
    assertThat(kept).hasSizeBetween(300, 600).isSubsetOf(whole.points());
    assertThat(kept).extracting(Point::x).isSorted().doesNotHaveDuplicates();
    assertThat(kept).startsWith(whole.points().get(0)).endsWith(whole.points().get(MANY - 1));
    assertThat(kept).extracting(Point::y).contains(9.0, -9.0);
  }

  @Test
  void fewPointsAreKept() {
    assertThat(series(600).sampled().points()).hasSize(600);
  }
}
