package kindling.driver.report;

import static j2html.TagCreator.h3;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import kindling.driver.report.page.Axis;
import kindling.driver.report.page.Axis.Unit;
import kindling.driver.report.page.Chart;
import kindling.driver.report.page.Page;
import kindling.driver.report.page.Section;
import kindling.driver.report.page.Series;
import kindling.driver.report.page.Series.Mark;
import kindling.driver.report.page.Table;
import kindling.driver.report.page.Table.Cell;
import kindling.driver.run.RunFiles;
import kindling.driver.run.metrics.Figures;

/** Several runs beside each other: a table, the settings that differ, and overlaid curves. */
public final class Comparison {
  private static final Axis EPOCH = new Axis("epoch", Unit.COUNT);

  private final List<RunFiles> runs;

  /** Of at least one run. */
  public Comparison(List<RunFiles> runs) {
    this.runs = List.copyOf(runs);
  }

  /** A row for each run. */
  public Table table() {
    return new Table(
        List.of(
            "run",
            "epochs",
            "test accuracy",
            "validation accuracy",
            "validation loss",
            "gap",
            "time",
            "examples/s",
            "parameters"),
        runs.stream().map(this::row).toList());
  }

  /** A row for each setting that the runs do not share, with its value in each. */
  public Table differences() {
    TreeSet<String> keys = new TreeSet<>();
    runs.forEach(run -> keys.addAll(run.settings().keySet()));
    keys.remove("run.dir");
    List<List<Cell>> rows = new ArrayList<>();
    for (String key : keys) {
      List<String> values = runs.stream().map(run -> value(run, key)).toList();
      if (values.stream().distinct().count() > 1) {
        rows.add(Stream.concat(Stream.of(key), values.stream()).map(Cell::of).toList());
      }
    }
    return new Table(Stream.concat(Stream.of("setting"), names().stream()).toList(), rows);
  }

  /** The page that holds all of it. */
  public String html() {
    return new Page(
            "Comparison",
            String.format(Locale.ROOT, "%d runs", runs.size()),
            List.of(),
            List.of(
                new Section(
                    "Runs", "", table().tag(), h3("Settings that differ"), differences().tag()),
                new Section("Learning", "", Section.charts(charts()))))
        .html();
  }

  private Chart[] charts() {
    return new Chart[] {
      chart("Validation accuracy", "share of examples", Unit.PERCENT, at("validation", "top1")),
      chart("Validation loss", "cross-entropy, nats", Unit.NUMBER, at("validation", "loss")),
      chart("Training accuracy", "as the steps met it", Unit.PERCENT, at("training", "top1")),
      chart("Training loss", "as the steps met it, nats", Unit.NUMBER, at("training", "loss")),
      chart(
          "Generalization gap",
          "training minus validation accuracy, percentage points",
          Unit.POINTS,
          epoch -> epoch.path("accuracy_gap").asDouble(Double.NaN)),
      chart(
          "Throughput",
          "training examples a second, all workers together",
          Unit.COUNT,
          epoch -> epoch.path("training_examples_per_second").asDouble(Double.NaN))
    };
  }

  private static ToDoubleFunction<JsonNode> at(String split, String field) {
    return epoch -> epoch.path(split).path(field).asDouble(Double.NaN);
  }

  private Chart chart(String title, String caption, Unit unit, ToDoubleFunction<JsonNode> value) {
    List<String> names = names();
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      series.add(LearningCharts.epochs(runs.get(i), names.get(i), Mark.LINE, value));
    }
    return new Chart(title, caption, EPOCH, new Axis(title, unit), series);
  }

  private List<Cell> row(RunFiles run) {
    JsonNode shown = run.shown();
    double accuracy = shown.path("validation").path("top1").asDouble(Double.NaN);
    double loss = shown.path("validation").path("loss").asDouble(Double.NaN);
    double gap = shown.path("accuracy_gap").asDouble(Double.NaN);
    double test = run.result().path("test_accuracy").asDouble(Double.NaN);
    double training = sum(run, "training_seconds");
    double time = training + sum(run, "scoring_seconds");
    double speed = run.last().path("examples").asDouble(Double.NaN) / training;
    double parameters = run.provenance().path("network").path("parameters").asDouble(Double.NaN);
    return List.of(
        Cell.of(names().get(runs.indexOf(run))),
        new Cell(Integer.toString(run.epochs().size()), run.epochs().size()),
        new Cell(Figures.percent(test), test),
        new Cell(Figures.percent(accuracy), accuracy),
        new Cell(Figures.number(loss), loss),
        new Cell(Figures.points(gap), gap),
        new Cell(Figures.time(time), time),
        new Cell(Figures.count(speed), speed),
        new Cell(Figures.count(parameters), parameters));
  }

  private static double sum(RunFiles run, String field) {
    return run.epochs().stream().mapToDouble(epoch -> epoch.path(field).asDouble()).sum();
  }

  private static String value(RunFiles run, String key) {
    return run.settings().containsKey(key) ? run.setting(key) : "–";
  }

  /** The folders' names, or the whole paths of those that share one. */
  private List<String> names() {
    Map<String, Integer> times = new LinkedHashMap<>();
    runs.forEach(run -> times.merge(run.name(), 1, Integer::sum));
    return runs.stream()
        .map(run -> times.get(run.name()) == 1 ? run.name() : run.folder())
        .toList();
  }
}
