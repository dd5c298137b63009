package kindling.driver.sweep.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kindling.driver.report.Browser;
import kindling.driver.sweep.space.Dimension;
import kindling.driver.sweep.space.Distribution;
import kindling.driver.sweep.space.Space;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of a search with a setting that depends on another, and a trial that failed. */
class SearchReportTest {
  @TempDir Path folder;

  private static final Space SPACE =
      new Space(
          List.of(
              dimension(
                  "schedule.kind", new Distribution.Choice(List.of("cosine", "step")), Map.of()),
              dimension(
                  "schedule.rate",
                  new Distribution.Reals(0.005, 0.5, Distribution.Scale.LOG),
                  Map.of()),
              dimension(
                  "schedule.every-epochs",
                  new Distribution.Wholes(2, 4, Distribution.Scale.LINEAR),
                  Map.of("schedule.kind", List.of("step")))));

  private static Dimension dimension(
      String key, Distribution values, Map<String, List<String>> when) {
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
  void everyTrialIsADotForEachOfItsSettingsAndARow() throws Exception {
    Path page = folder.resolve("report.html");
    Files.writeString(page, new SearchReport("small", "random", SPACE, TRIALS).html(List.of()));
    String opened = Browser.opened(page, folder);
    List<String> figures =
        List.of(opened.split("<figure class=\"chart\">"))
            .subList(1, 1 + 2 + SPACE.dimensions().size());
    assertThat(figures.get(2)).contains("schedule.kind", "cosine<", "step<");
    assertThat(figures.get(3)).contains("schedule.rate", "trial 1, 2 epochs", "trial 2, 2 epochs");
    assertThat(figures.get(4))
        .as("where another setting lets there be one")
        .contains("schedule.every-epochs", "where schedule.kind is step", "trial 2, 2 epochs")
        .doesNotContain("trial 1, 2 epochs");
    for (String figure : figures) {
      assertThat(figure).containsPattern("(?s)<svg[^>]*>.*<path[^>]*var\\(--series-1\\)");
    }
    assertThat(opened.substring(opened.indexOf("<table")))
        .containsSubsequence("60.00 %", "40.00 %", "not finite");
  }
}
