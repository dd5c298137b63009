package kindling.driver.sweep.space;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpaceTest {
  static Space space(String text) {
    List<String> problems = new ArrayList<>();
    Space space = SpaceReader.read(ConfigFactory.parseString(text), problems::add);
    assertThat(problems).isEmpty();
    return space;
  }

  private static List<String> problems(String text) {
    List<String> problems = new ArrayList<>();
    SpaceReader.read(ConfigFactory.parseString(text), problems::add);
    return problems;
  }

  private static List<SortedMap<String, String>> drawn(Space space, int trials) {
    Sampler sampler = new RandomSampler(space, 3);
    return IntStream.rangeClosed(1, trials)
        .mapToObj(trial -> sampler.next(trial, List.of()))
        .toList();
  }

  private static double share(
      List<SortedMap<String, String>> points, ToDoubleFunction<SortedMap<String, String>> figure) {
    return points.stream().mapToDouble(figure).average().orElseThrow();
  }

  @Test
  void logRangesAreUniformInTheLogarithmAndStayInside() {
    List<SortedMap<String, String>> points = drawn(space("a.b.log-range = [1e-4, 1]"), 2_000);
    assertThat(points)
        .allMatch(p -> Double.parseDouble(p.get("a.b")) >= 1e-4)
        .allMatch(p -> Double.parseDouble(p.get("a.b")) <= 1);
    for (int decade = 1; decade <= 3; decade++) {
      double below = Math.pow(10, decade - 4);
      assertThat(share(points, p -> Double.parseDouble(p.get("a.b")) < below ? 1 : 0))
          .isBetween(decade / 4.0 - 0.04, decade / 4.0 + 0.04);
    }
  }

  @Test
  void rangesAreUniformAndWholeOnesReachBothEnds() {
    List<SortedMap<String, String>> points =
        drawn(
            space("x.range = [-1, 3]\nn.whole-range = [2, 4]\nm.log-whole-range = [1, 3]"), 3_000);
    assertThat(share(points, p -> Double.parseDouble(p.get("x")))).isBetween(0.94, 1.06);
    for (String n : List.of("2", "3", "4")) {
      assertThat(share(points, p -> p.get("n").equals(n) ? 1 : 0)).isBetween(0.30, 0.37);
    }
    // ln 2 / ln 4, ln 1.5 / ln 4 and ln (4/3) / ln 4
    assertThat(share(points, p -> p.get("m").equals("1") ? 1 : 0)).isBetween(0.47, 0.53);
    assertThat(share(points, p -> p.get("m").equals("2") ? 1 : 0)).isBetween(0.26, 0.33);
    assertThat(share(points, p -> p.get("m").equals("3") ? 1 : 0)).isBetween(0.18, 0.24);
  }

  @Test
  void drawsDependOnSeedAndTrialAlone() {
    Space space = space("a.range = [0, 1]\nb.choice = [x, y, z]");
    assertThat(drawn(space, 50)).isEqualTo(drawn(space, 50)).doesNotHaveDuplicates();
    assertThat(new RandomSampler(space, 4).next(1, List.of()))
        .isNotEqualTo(new RandomSampler(space, 3).next(1, List.of()));
  }

  @Test
  void conditionalSettingsAreThereWhereTheirConditionHolds() {
    Space space =
        space(
            """
            a { range = [0, 1], when { kind = [warm, hot] } }
            kind.choice = [cold, warm, hot]
            deep { whole-range = [1, 2], when { a-kind = x } }
            a-kind { choice = [x, y], when { kind = cold } }
            """);
    List<SortedMap<String, String>> points = drawn(space, 300);
    assertThat(points)
        .allMatch(p -> p.containsKey("a") == !p.get("kind").equals("cold"))
        .allMatch(p -> p.containsKey("a-kind") == p.get("kind").equals("cold"))
        .allMatch(p -> p.containsKey("deep") == "x".equals(p.get("a-kind")));
    assertThat(points.stream().filter(p -> p.containsKey("deep")).count()).isBetween(25L, 80L);
  }

  @Test
  void aGridHoldsEveryCombinationOnce() {
    Space space =
        space(
            """
            kind.choice = [cold, warm]
            a { range = [0, 1], points = 3, when { kind = warm } }
            n { log-whole-range = [1, 100], points = 3 }
            """);
    List<SortedMap<String, String>> grid = space.grid();
    assertThat(grid).hasSize((1 + 3) * 3).doesNotHaveDuplicates();
    assertThat(grid.get(0)).isEqualTo(new TreeMap<>(java.util.Map.of("kind", "cold", "n", "1")));
    assertThat(grid.stream().map(p -> p.get("n")).distinct()).containsExactly("1", "10", "100");
    assertThat(grid.stream().map(p -> p.get("a")).distinct())
        .containsExactly(null, "0", "0.5", "1");
    GridSampler sampler = new GridSampler(grid);
    assertThat(sampler.next(12, List.of())).isEqualTo(grid.get(11));
  }

  @Test
  void everyPositionComesBackFromItsValue() {
    for (Dimension dimension :
        space(
                """
                a.range = [-2, 5]
                b.log-range = [1e-6, 10]
                c.whole-range = [-3, 12]
                d.log-whole-range = [1, 4096]
                e.choice = [p, q, r]
                """)
            .dimensions()) {
      for (double position = 0.01; position < 1; position += 0.01) {
        String value = dimension.values().at(position);
        assertThat(dimension.values().at(dimension.values().position(value))).isEqualTo(value);
      }
    }
  }

  @Test
  void allProblemsComeAtOnceWithTheirKeys() {
    assertThat(
            problems(
                """
                a.range = [3, 1]
                b.log-range = [0, 1]
                c.whole-range = [1.5, 3]
                d { choice = [1], range = [0, 1] }
                e = 5
                f { choice = [1, 2], when { nothing = 1 } }
                g.choice = []
                h { range = [0, 1], pionts = 2 }
                """))
        .satisfiesExactlyInAnyOrder(
            p -> assertThat(p).startsWith("search.space.a: expected [low, high] with low below"),
            p -> assertThat(p).startsWith("search.space.b: expected").contains("above 0"),
            p -> assertThat(p).startsWith("search.space.c: expected").contains("whole"),
            p -> assertThat(p).startsWith("search.space.d: expected one of choice, log-range"),
            p -> assertThat(p).startsWith("search.space.e: expected an object").endsWith("5"),
            p -> assertThat(p).startsWith("search.space.f.when:").contains("nothing"),
            p -> assertThat(p).startsWith("search.space.g: expected a list of one value"),
            p -> assertThat(p).startsWith("search.space.h: expected").contains("pionts"));
    assertThat(problems("")).singleElement().asString().contains("search.space", "log-range");
  }
}
