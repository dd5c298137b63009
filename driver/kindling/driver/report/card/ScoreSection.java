package kindling.driver.report.card;

import static kindling.driver.report.card.Markdown.table;
import static kindling.driver.report.card.Markdown.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import kindling.driver.run.RunFiles;
import kindling.driver.run.metrics.Figures;
import kindling.model.scores.Interval;

/** What the network scores on the validation and the test split. */
record ScoreSection(RunFiles run, List<String> classes) {
  String markdown() {
    JsonNode validation = run.shown().path("validation");
    JsonNode test = run.test();
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "examples",
            Figures.count(validation.path("count").asDouble()),
            Figures.count(test.path("count").asDouble())));
    rows.add(List.of("accuracy", percent(validation, "top1"), around(test, "top1")));
    rows.add(List.of("top-5 accuracy", percent(validation, "top5"), around(test, "top5")));
    rows.add(
        List.of(
            "loss (nats)",
            Figures.number(validation.path("loss").asDouble()),
            Figures.number(test.path("loss").asDouble(), interval(test, "loss"))));
    rows.add(
        List.of(
            "expected calibration error",
            percent(validation, "calibration_error"),
            percent(test, "calibration_error")));
    return "## Scores\n"
        + table(List.of("", "validation", "test (95 % interval)"), rows)
        + "\nIntervals are of 1,000 bootstrap resamples of the test split: they tell of the choice of"
        + " its examples, not of the seed.\n"
        + (classes.size() <= ModelCard.CLASSES_AT_MOST ? "\n" + byClass(test) : "");
  }

  private String byClass(JsonNode test) {
    List<List<String>> rows = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      JsonNode of = test.path("classes").path(label);
      rows.add(
          List.of(
              text(classes.get(label)),
              Figures.count(of.path("examples").asDouble()),
              percent(of, "precision"),
              percent(of, "recall"),
              percent(of, "f1")));
    }
    return table(List.of("class", "test examples", "precision", "recall", "F1"), rows);
  }

  private static String percent(JsonNode scores, String key) {
    return Figures.percent(scores.path(key).asDouble(Double.NaN));
  }

  private static String around(JsonNode scores, String key) {
    return Figures.percent(scores.path(key).asDouble(Double.NaN), interval(scores, key));
  }

  private static Interval interval(JsonNode scores, String key) {
    JsonNode interval = scores.path("intervals").path(key);
    return new Interval(
        interval.path("low").asDouble(Double.NaN), interval.path("high").asDouble(Double.NaN));
  }
}
