package kindling.driver.sweep.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import kindling.driver.report.page.Axis;
import kindling.driver.report.page.Chart;
import kindling.driver.report.page.Page;
import kindling.driver.report.page.Point;
import kindling.driver.report.page.Section;
import kindling.driver.report.page.Series;
import kindling.driver.report.page.Table;
import kindling.driver.report.page.Tile;
import kindling.driver.run.metrics.Figures;

/**
 * The report of a study: Pareto plots of accuracy against each cost, and all figures in a table.
 *
 * @param budget what was the same for all architectures, in words
 */
record StudyReport(String name, String budget, StudyResult result) {
  private static final Axis ACCURACY = new Axis("test accuracy", Axis.Unit.PERCENT);

  /** The whole page, of a study under way or a finished one. */
  String html() {
    return new Page(
            name,
            budget + (result.finished() ? "" : " · under way"),
            tiles(),
            List.of(
                new Section(
                    "Accuracy against cost",
                    "A dot is an architecture, the mean of its seeds. On the line are those that no"
                        + " other beats in one without losing in the other.",
                    Section.charts(
                        chart(
                            Cost.PARAMETERS,
                            "Parameters",
                            new Axis("parameters", Axis.Unit.COUNT, Axis.Scale.LOG)),
                        chart(
                            Cost.MULTIPLY_ACCUMULATES,
                            "Multiply-accumulates",
                            new Axis(
                                "multiply-accumulates of an image",
                                Axis.Unit.COUNT,
                                Axis.Scale.LOG)),
                        chart(
                            Cost.EPOCH_SECONDS,
                            "Training time",
                            new Axis("seconds of an epoch", Axis.Unit.SECONDS, Axis.Scale.LOG)),
                        chart(
                            Cost.LATENCY_SECONDS,
                            "Latency",
                            new Axis("seconds of one image", Axis.Unit.SECONDS, Axis.Scale.LOG)))),
                new Section("Figures", note(), table().tag())),
            Page.Library.WHOLE)
        .html();
  }

  private List<Tile> tiles() {
    List<Tile> tiles = new ArrayList<>();
    Optional<StudyRow> best =
        result.rows().stream()
            .filter(row -> row.testAccuracy().n() > 0)
            .max(Comparator.comparingDouble(row -> row.testAccuracy().mean()));
    best.ifPresent(
        row ->
            tiles.add(
                new Tile(
                    "Best test accuracy",
                    Figures.percent(row.testAccuracy().mean()),
                    row.architecture())));
    tiles.add(new Tile("Architectures", Figures.count(result.rows().size()), ""));
    tiles.add(
        new Tile(
            "Runs",
            Figures.count(result.rows().stream().mapToInt(row -> row.testAccuracy().n()).sum()),
            result.rows().stream().mapToInt(StudyRow::failures).sum() + " diverged"));
    return tiles;
  }

  private Chart chart(Cost cost, String title, Axis axis) {
    return new Chart(
        title,
        "test accuracy",
        axis,
        ACCURACY,
        List.of(
            new Series("front", Series.Mark.LINE, points(cost, cost.front(result.rows()))),
            new Series(
                "architecture",
                Series.Mark.NAMED,
                points(
                    cost,
                    result.rows().stream().filter(row -> row.testAccuracy().n() > 0).toList()))));
  }

  private static List<Point> points(Cost cost, List<StudyRow> rows) {
    return rows.stream()
        .map(row -> new Point(cost.of(row), row.testAccuracy().mean(), row.architecture()))
        .toList();
  }

  private String note() {
    return result.rows().stream()
        .map(StudyRow::measured)
        .findFirst()
        .map(
            measured ->
                String.format(
                    Locale.ROOT,
                    "Inference and memory: one replica of %d thread(s) in a process of its own on the"
                        + " driver's machine (%s), with %s; medians of %d.",
                    measured.threads(),
                    measured.machine(),
                    measured.engine(),
                    measured.single().repetitions()))
        .orElse("");
  }

  private Table table() {
    List<List<Table.Cell>> rows = new ArrayList<>();
    for (StudyRow row : result.rows()) {
      Measurement measured = row.measured();
      rows.add(
          List.of(
              Table.Cell.of(row.architecture()),
              new Table.Cell(Figures.count(measured.parameters()), measured.parameters()),
              new Table.Cell(
                  Figures.count(measured.multiplyAccumulates()), measured.multiplyAccumulates()),
              megabytes(row.weightsBytes()),
              megabytes(measured.peakMemoryBytes()),
              new Table.Cell(Integer.toString(row.epochs()), row.epochs()),
              new Table.Cell(Integer.toString(row.testAccuracy().n()), row.testAccuracy().n()),
              spread(row.epochSeconds(), 1, "%.1f s"),
              new Table.Cell(
                  text(
                      "%.2f ms (%.2f–%.2f)",
                      1e3 * measured.single().median(),
                      1e3 * measured.single().least(),
                      1e3 * measured.single().most()),
                  measured.single().median()),
              new Table.Cell(
                  Figures.count(measured.single().imagesPerSecond()),
                  measured.single().imagesPerSecond()),
              new Table.Cell(
                  Figures.count(measured.many().imagesPerSecond()),
                  measured.many().imagesPerSecond()),
              spread(row.trainingAccuracy(), 100, "%.2f %%"),
              spread(row.validationAccuracy(), 100, "%.2f %%"),
              spread(row.testAccuracy(), 100, "%.2f %%"),
              spread(row.accuracyGap(), 100, "%+.2f")));
    }
    return new Table(
        List.of(
            "architecture",
            "parameters",
            "MACs",
            "weights",
            "peak memory",
            "epochs",
            "runs",
            "time of an epoch",
            "latency, batch 1",
            "images/s, batch 1",
            "images/s, batch 128",
            "training accuracy",
            "validation accuracy",
            "test accuracy",
            "gap"),
        rows);
  }

  private static Table.Cell megabytes(long bytes) {
    return new Table.Cell(text("%.1f MB", bytes / 1e6), bytes);
  }

  private static Table.Cell spread(Spread spread, double unit, String format) {
    if (spread.n() == 0) {
      return new Table.Cell("–", -1);
    }
    String mean = text(format, unit * spread.mean());
    return new Table.Cell(
        spread.n() == 1 ? mean : text("%s ± %.2f", mean, unit * spread.deviation()), spread.mean());
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
