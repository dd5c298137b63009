package kindling.driver.sweep.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.LongStream;
import kindling.data.SplitMix64;
import kindling.driver.sweep.method.Outcome;
import org.junit.jupiter.api.Test;

class TpeSamplerTest {
  private static final int TRIALS = 50;
  private static final Space SPACE =
      SpaceTest.space(
          """
          rate.log-range = [1e-5, 1]
          depth.whole-range = [1, 20]
          kind.choice = [a, b, c, d]
          slope { range = [-5, 5], when { kind = c } }
          """);

  /** Largest, 0, at rate = 0.01, depth = 7, kind = c, slope = 2. */
  private static double objective(SortedMap<String, String> point) {
    double rate = Math.log10(Double.parseDouble(point.get("rate"))) + 2;
    double depth = (Integer.parseInt(point.get("depth")) - 7) / 5.0;
    double kind =
        point.get("kind").equals("c")
            ? Math.pow((Double.parseDouble(point.get("slope")) - 2) / 3, 2)
            : 3;
    return -(rate * rate + depth * depth + kind);
  }

  private static double best(Sampler sampler) {
    List<Observation> known = new ArrayList<>();
    for (int trial = 1; trial <= TRIALS; trial++) {
      SortedMap<String, String> point = sampler.next(trial, List.copyOf(known));
      known.add(new Observation(trial, point, objective(point)));
    }
    return known.stream().mapToDouble(Observation::score).max().orElseThrow();
  }

  @Test
  void itFindsABetterPointThanRandomSearchOverSeeds() {
    double[] model =
        LongStream.range(0, 20)
            .mapToDouble(seed -> best(new TpeSampler(SPACE, seed, 10)))
            .toArray();
    double[] random =
        LongStream.range(0, 20).mapToDouble(seed -> best(new RandomSampler(SPACE, seed))).toArray();
    int wins = 0;
    for (int i = 0; i < model.length; i++) {
      wins += model[i] > random[i] ? 1 : 0;
    }
    assertThat(wins).isGreaterThanOrEqualTo(13);
    assertThat(median(model)).isGreaterThan(median(random) / 3);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  @Test
  void itsDrawsDependOnWhatIsKnownAndNotOnItsOrder() {
    List<Observation> known = new ArrayList<>();
    for (int trial = 1; trial <= 12; trial++) {
      SortedMap<String, String> point = new RandomSampler(SPACE, 1).next(trial, List.of());
      known.add(new Observation(trial, point, objective(point)));
    }
    TpeSampler sampler = new TpeSampler(SPACE, 1, 10);
    SortedMap<String, String> next = sampler.next(13, known);
    List<Observation> shuffled = new ArrayList<>(known);
    Collections.reverse(shuffled);
    assertThat(sampler.next(13, shuffled)).isEqualTo(next);
    assertThat(sampler.next(13, known.subList(0, 9)))
        .isEqualTo(new RandomSampler(SPACE, 1).next(13, List.of()));
  }

  @Test
  void failedTrialsAreThoseToStayAwayFrom() {
    Space space = SpaceTest.space("x.range = [0, 1]");
    List<Observation> known = new ArrayList<>();
    for (int trial = 1; trial <= 40; trial++) {
      SortedMap<String, String> point = new RandomSampler(space, 1).next(trial, List.of());
      double x = Double.parseDouble(point.get("x"));
      known.add(new Observation(trial, point, x > 0.5 ? Outcome.WORST : x));
    }
    TpeSampler sampler = new TpeSampler(space, 1, 10);
    for (int trial = 41; trial <= 60; trial++) {
      assertThat(Double.parseDouble(sampler.next(trial, known).get("x"))).isLessThan(0.6);
    }
  }

  @Test
  void theDensityIsOneAndDrawsFollowIt() {
    Parzen parzen = new Parzen(new double[] {0.1, 0.12, 0.9});
    double sum = 0;
    int steps = 10_000;
    double below = 0;
    for (int i = 0; i < steps; i++) {
      double x = (i + 0.5) / steps;
      sum += parzen.density(x) / steps;
      below += x < 0.3 ? parzen.density(x) / steps : 0;
    }
    assertThat(sum).isBetween(0.999, 1.001);
    SplitMix64 random = new SplitMix64(1);
    double drawn = 0;
    for (int i = 0; i < 4_000; i++) {
      double x = parzen.draw(random);
      assertThat(x).isBetween(0.0, 1.0);
      drawn += x < 0.3 ? 1 : 0;
    }
    assertThat(drawn / 4_000).isBetween(below - 0.03, below + 0.03);
    assertThat(new Parzen(new double[0]).density(0.5)).isBetween(1.0, 1.1);
  }
}
