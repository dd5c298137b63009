package kindling.driver.report;

import static j2html.TagCreator.b;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.img;
import static j2html.TagCreator.li;
import static j2html.TagCreator.span;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.tr;
import static j2html.TagCreator.ul;

import com.fasterxml.jackson.databind.JsonNode;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import kindling.driver.report.page.Page;
import kindling.driver.report.page.Section;
import kindling.driver.report.page.Tile;
import kindling.driver.run.RunFiles;
import kindling.driver.run.metrics.Figures;

/** The report of one run: report.html, from the files of its folder alone. */
public final class RunReport {
  /** Its name in the run folder. */
  public static final String FILE = "report.html";

  private final RunFiles run;

  private RunReport(RunFiles run) {
    this.run = run;
  }

  /** The whole page, of a finished run or one that is under way. */
  public static String html(RunFiles run) {
    return new RunReport(run).page().html();
  }

  private Page page() {
    List<Section> sections = new ArrayList<>();
    if (!run.epochs().isEmpty() || !run.rounds().isEmpty()) {
      sections.add(learning());
    }
    if (!run.scored().isMissingNode()) {
      sections.add(mistakes());
      CalibrationCharts calibration = new CalibrationCharts(run.scored());
      if (calibration.isKnown()) {
        sections.add(calibration(calibration));
      }
    }
    if (!run.epochs().isEmpty()) {
      sections.add(speed());
    }
    sections.add(provenance());
    return new Page(run.name(), subtitle(), tiles(), sections);
  }

  private String subtitle() {
    String state =
        run.result().isMissingNode()
            ? String.format(
                Locale.ROOT, "%d of %s epochs so far", run.epochs().size(), run.setting("epochs"))
            : Figures.epochs(run.epochs().size()) + ", finished";
    return String.format(
        Locale.ROOT,
        "%s on %s · %s workers · %s",
        architecture(),
        run.setting("data.path").isEmpty()
            ? "generated " + run.setting("data.format")
            : run.setting("data.path"),
        run.setting("workers"),
        state);
  }

  /** Its name: the setting may also be a whole network. */
  private String architecture() {
    return run.provenance()
        .path("network")
        .path("architecture")
        .asText(run.setting("architecture"));
  }

  private List<Tile> tiles() {
    List<Tile> tiles = new ArrayList<>();
    JsonNode validation = run.shown().path("validation");
    if (!run.result().isMissingNode()) {
      JsonNode result = run.result();
      tiles.add(
          new Tile(
              "Test accuracy",
              Figures.percent(result.path("test_accuracy").asDouble(Double.NaN)),
              "top-5 "
                  + Figures.percent(result.path("test_top5").asDouble(Double.NaN))
                  + testInterval()));
    }
    tiles.add(
        new Tile(
            "Validation accuracy",
            Figures.percent(validation.path("top1").asDouble(Double.NaN)),
            "loss " + Figures.number(validation.path("loss").asDouble(Double.NaN))));
    tiles.add(
        new Tile(
            "Generalization gap",
            Figures.points(run.shown().path("accuracy_gap").asDouble(Double.NaN)),
            "points, training − validation"));
    tiles.add(
        new Tile(
            "Calibration error",
            Figures.percent(run.scored().path("calibration_error").asDouble(Double.NaN)),
            "expected, " + run.scoredSplit() + " split"));
    tiles.add(
        new Tile(
            "Throughput",
            Figures.count(run.last().path("training_examples_per_second").asDouble(Double.NaN)),
            "training examples/s"));
    tiles.add(
        new Tile(
            "Parameters",
            Figures.count(run.provenance().path("network").path("parameters").asDouble(Double.NaN)),
            architecture()));
    return tiles;
  }

  private String testInterval() {
    JsonNode interval = run.test().path("intervals").path("top1");
    return interval.isMissingNode()
        ? ""
        : String.format(
            Locale.ROOT,
            "; 95 %% interval %.1f–%.1f",
            100 * interval.path("low").asDouble(),
            100 * interval.path("high").asDouble());
  }

  private Section learning() {
    LearningCharts charts = new LearningCharts(run);
    return new Section(
        "Learning",
        "",
        Section.charts(charts.loss(), charts.accuracy(), charts.gap(), charts.learningRate()));
  }

  private Section mistakes() {
    return new Section(
        "Classes and mistakes",
        String.format(
            Locale.ROOT,
            "%s examples of the %s split, with the weights of epoch %d.",
            Figures.count(run.scored().path("count").asDouble()),
            run.scoredSplit(),
            run.scoredEpoch()),
        new ClassTables(run).tag(),
        gallery());
  }

  private DomContent gallery() {
    JsonNode mistakes = run.mistakes().path("mistakes");
    if (mistakes.isEmpty()) {
      return div();
    }
    List<DomContent> all = new ArrayList<>();
    mistakes.forEach(made -> all.add(mistake(made)));
    return div(
        h3(
            String.format(
                Locale.ROOT,
                "Most confident mistakes on the %s split",
                run.mistakes().path("split").asText())),
        ul().with(all).withClass("gallery"));
  }

  private DomContent mistake(JsonNode made) {
    String predicted = run.className(made.path("predicted").asInt());
    String label = run.className(made.path("label").asInt());
    return li(
        img()
            .withSrc("data:image/png;base64," + made.path("png").asText())
            .withAlt("example " + made.path("id").asInt()),
        b(predicted + " " + Math.round(100 * made.path("confidence").asDouble()) + " %"),
        span("is " + label + " · no. " + made.path("id").asInt()));
  }

  private Section calibration(CalibrationCharts charts) {
    return new Section(
        "Calibration",
        String.format(
            Locale.ROOT,
            "Expected calibration error %s on the %s split, %d bins.",
            Figures.percent(run.scored().path("calibration_error").asDouble(Double.NaN)),
            run.scoredSplit(),
            run.scored().path("calibration").size()),
        Section.charts(charts.reliability(), charts.confidence()));
  }

  private Section speed() {
    SpeedCharts charts = new SpeedCharts(run);
    return new Section(
        "Speed",
        "",
        Section.charts(charts.throughput(), charts.time(), charts.breakdown(), charts.balance()));
  }

  private Section provenance() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("run folder", run.folder());
    fact(facts, "engine", "software", "engine");
    fact(facts, "Kindling", "software", "kindling");
    fact(facts, "commit", "software", "commit");
    fact(facts, "Java", "software", "java");
    fact(facts, "Spark", "software", "spark");
    fact(facts, "images", "network", "input_shape");
    fact(facts, "digest of the data", "data", "digest");
    if (!run.result().isMissingNode()) {
      facts.put("SHA-256 of the weights", run.result().path("weights_sha256").asText());
      facts.put("time in all", Figures.time(run.result().path("seconds").asDouble()));
    }
    return new Section(
        "Configuration and provenance",
        "",
        div(div(h3("Provenance"), facts(facts)), div(h3("Settings"), facts(settings())))
            .withClass("columns"));
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    run.settings().keySet().forEach(key -> settings.put(key, run.setting(key)));
    return settings;
  }

  private void fact(Map<String, String> facts, String name, String part, String field) {
    String value = run.provenance().path(part).path(field).asText();
    if (!value.isEmpty()) {
      facts.put(name, value);
    }
  }

  private static DomContent facts(Map<String, String> facts) {
    return table(
            tbody(
                each(
                    facts.entrySet(),
                    fact -> tr(th(fact.getKey()).attr("scope", "row"), td(fact.getValue())))))
        .withClass("facts");
  }
}
