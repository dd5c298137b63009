package kindling.driver.sweep.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import kindling.driver.report.Browser;
import kindling.driver.report.page.ParallelChart;
import kindling.driver.sweep.space.Dimension;
import kindling.driver.sweep.space.Space;
import kindling.driver.sweep.space.Values;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of a search with a setting that depends on another, and a trial that failed. */
class SearchReportTest {
  @TempDir Path folder;

  private static final Space SPACE =
      new Space(
          List.of(
              dimension("schedule.kind", new Values.Choice(List.of("cosine", "step")), Map.of()),
              dimension("schedule.rate", new Values.Reals(0.005, 0.5, Values.Scale.LOG), Map.of()),
              dimension(
                  "schedule.every-epochs",
                  new Values.Wholes(2, 4, Values.Scale.LINEAR),
                  Map.of("schedule.kind", List.of("step")))));

  private static Dimension dimension(String key, Values values, Map<String, List<String>> when) {
    return new Dimension(key, values, new TreeMap<>(when), 3);
  }

  private static TrialResult trial(int trial, String failure, double accuracy, String... settings) {
    Map<String, String> point = new TreeMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      point.put(settings[i], settings[i + 1]);
    }
    List<Double> accuracies = failure == null ? List.of(0.1, accuracy) : List.of();
    return new TrialResult(
        trial, trial, 0, new TreeMap<>(point), accuracies.size(), accuracies, failure, 1);
  }

  private static final List<TrialResult> TRIALS =
      List.of(
          trial(1, null, 0.4, "schedule.kind", "cosine", "schedule.rate", "0.05"),
          trial(
              2,
              null,
              0.6,
              "schedule.kind",
              "step",
              "schedule.rate",
              "0.1",
              "schedule.every-epochs",
              "3"),
          trial(3, "not finite", 0, "schedule.kind", "cosine", "schedule.rate", "0.5"));

  @Test
  void everyTrialIsALineThroughItsSettings() throws Exception {
    Path page = folder.resolve("report.html");
    Files.writeString(page, new SearchReport("small", "random", SPACE, TRIALS).html(List.of()));
    String opened = Browser.opened(page, folder);
    String figure =
        opened
            .substring(opened.indexOf("<figure class=\"chart parallel\">"))
            .replaceAll("(?s)</figure>.*", "");
    assertThat(figure).contains("0.005<", "0.01<", "0.5<", "cosine<", "every-epochs<");
    assertThat(figure).contains("not searched<", "failed<", "40.00 %<", "60.00 %<");
    assertThat(strokes(figure, "var\\(--series-2\\)")).as("the best").isEqualTo(1);
    assertThat(strokes(figure, "color-mix\\(in oklab, var\\(--shade-high\\) 0%.*?\\)"))
        .as("the other one that was trained")
        .isEqualTo(1);
    assertThat(figure).containsPattern("<path[^>]*stroke-dasharray");
  }

  private static long strokes(String figure, String color) {
    return Pattern.compile("<path[^>]*stroke=\"" + color).matcher(figure).results().count();
  }

  @Test
  void aPlaceOnAnAxisIsThatOfTheValueOnItsScale() {
    List<TrialResult> ranked = TRIALS.stream().sorted(TrialResult.BEST_FIRST).toList();
    ParallelChart chart = new TrialLines(SPACE, ranked).chart();
    assertThat(chart.axes().get(1).ticks())
        .extracting(tick -> "%s %.3f".formatted(tick.text(), tick.place()))
        .containsExactly("0.005 0.000", "0.01 0.151", "0.1 0.651", "0.5 1.000");
    List<Double> first = chart.lines().get(1).places();
    assertThat(first.get(0)).isEqualTo(0.25);
    assertThat(first.get(1)).isCloseTo(0.5, Offset.offset(1e-9));
    assertThat(first.get(2)).isNaN();
    assertThat(first.get(3)).isZero();
  }
}
