package kindling.driver.sweep.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kindling.driver.report.page.Axis;
import kindling.driver.report.page.Chart;
import kindling.driver.report.page.Page;
import kindling.driver.report.page.Point;
import kindling.driver.report.page.Section;
import kindling.driver.report.page.Series;
import kindling.driver.report.page.Table;
import kindling.driver.report.page.Tile;
import kindling.driver.run.metrics.Figures;
import kindling.driver.sweep.space.Dimension;
import kindling.driver.sweep.space.Distribution;
import kindling.driver.sweep.space.Space;

/**
 * The report of a search: how its best trial grew, what each setting does, and the trials in a
 * table.
 *
 * @param jobs in the order in which they were decided, at least one
 */
public record SearchReport(String name, String method, Space space, List<TrialResult> jobs) {
  private static final Axis ACCURACY = new Axis("validation accuracy", Axis.Unit.PERCENT);

  /**
   * The whole page, of a search under way or a finished one.
   *
   * @param ended tiles to open with: the winner's figures
   */
  public String html(List<Tile> ended) {
    List<Tile> tiles = new ArrayList<>(ended);
    long failed = latest().stream().filter(trial -> trial.failure() != null).count();
    tiles.add(
        new Tile(
            "Trials",
            Figures.count(latest().size()),
            failed == 0 ? "none failed" : failed + " failed"));
    tiles.add(
        new Tile(
            "Time of the jobs",
            Figures.time(jobs.stream().mapToDouble(TrialResult::seconds).sum()),
            jobs.size() + " jobs"));
    return new Page(
            name,
            "Search by " + method + " · compared on the validation split",
            tiles,
            List.of(
                new Section("Progress", "", Section.charts(bestSoFar(), learning())),
                new Section(
                    "Each setting",
                    "A dot is a trial: its value, and the accuracy after its last epoch.",
                    Section.charts(
                        space.dimensions().stream().map(this::setting).toArray(Chart[]::new))),
                new Section("Trials", "The best first.", table().tag())))
        .html();
  }

  /** The last job of every trial, the best trial first. */
  private List<TrialResult> latest() {
    Map<Integer, TrialResult> latest = new TreeMap<>();
    jobs.forEach(job -> latest.put(job.trial(), job));
    return latest.values().stream().sorted(TrialResult.BEST_FIRST).toList();
  }

  private Chart bestSoFar() {
    List<Point> all = new ArrayList<>();
    List<Point> best = new ArrayList<>();
    double highest = 0;
    for (TrialResult job : jobs) {
      if (job.failure() == null) {
        highest = Math.max(highest, job.score());
        all.add(new Point(job.job(), job.score(), label(job)));
        best.add(new Point(job.job(), highest));
      }
    }
    return new Chart(
        "Best so far",
        "validation accuracy at the end of each job",
        new Axis("job", Axis.Unit.COUNT),
        ACCURACY,
        List.of(
            new Series("best so far", Series.Mark.LINE, best),
            new Series("job", Series.Mark.DOTS, all)));
  }

  private Chart learning() {
    List<Series> series = new ArrayList<>();
    List<TrialResult> ranked = latest();
    for (TrialResult trial : ranked) {
      List<Point> points =
          IntStream.range(0, trial.accuracies().size())
              .mapToObj(i -> new Point(i + 1, trial.accuracies().get(i), label(trial)))
              .toList();
      series.add(
          new Series(
              "trial " + trial.trial(),
              trial == ranked.get(0) ? Series.Mark.MARKED : Series.Mark.FAINT,
              points));
    }
    return new Chart(
        "Learning of the trials",
        "validation accuracy after each epoch; the best trial is marked",
        new Axis("epoch", Axis.Unit.COUNT),
        ACCURACY,
        series);
  }

  /** One series for each number of epochs, because accuracies after other ones do not compare. */
  private Chart setting(Dimension dimension) {
    Map<Integer, List<Point>> byEpochs = new TreeMap<>(Comparator.reverseOrder());
    for (TrialResult trial : latest()) {
      String value = trial.settings().get(dimension.key());
      if (trial.failure() == null && value != null) {
        byEpochs
            .computeIfAbsent(trial.epochs(), epochs -> new ArrayList<>())
            .add(new Point(place(dimension.values(), value), trial.score(), label(trial)));
      }
    }
    List<Series> series = new ArrayList<>();
    byEpochs.forEach(
        (epochs, points) ->
            series.add(new Series("after " + Figures.epochs(epochs), Series.Mark.DOTS, points)));
    return new Chart(dimension.key(), caption(dimension), axis(dimension), ACCURACY, series);
  }

  /** A number's own value; of choices the place among them. */
  private static double place(Distribution values, String value) {
    return values instanceof Distribution.Choice choice
        ? choice.options().indexOf(value)
        : Double.parseDouble(value);
  }

  private static Axis axis(Dimension dimension) {
    if (dimension.values() instanceof Distribution.Choice choice) {
      return Axis.choices(dimension.key(), choice.options());
    }
    return new Axis(
        dimension.key(),
        Axis.Unit.NUMBER,
        dimension.values().isLogarithmic() ? Axis.Scale.LOG : Axis.Scale.LINEAR);
  }

  private static String caption(Dimension dimension) {
    return dimension.when().entrySet().stream()
        .map(other -> "where " + other.getKey() + " is " + String.join(" or ", other.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String label(TrialResult trial) {
    return String.format(Locale.ROOT, "trial %d, %d epochs: ", trial.trial(), trial.epochs())
        + trial.settings().entrySet().stream()
            .map(entry -> entry.getKey() + " = " + entry.getValue())
            .collect(Collectors.joining(", "));
  }

  private Table table() {
    List<String> keys = space.dimensions().stream().map(Dimension::key).toList();
    List<String> heads = new ArrayList<>(List.of("trial", "epochs", "validation accuracy"));
    heads.addAll(keys);
    heads.add("remark");
    List<List<Table.Cell>> rows = new ArrayList<>();
    for (TrialResult trial : latest()) {
      List<Table.Cell> row = new ArrayList<>();
      row.add(new Table.Cell(Integer.toString(trial.trial()), trial.trial()));
      row.add(new Table.Cell(Integer.toString(trial.epochs()), trial.epochs()));
      row.add(
          trial.failure() == null
              ? new Table.Cell(Figures.percent(trial.score()), trial.score())
              : new Table.Cell("–", -1));
      for (String key : keys) {
        row.add(cell(trial.settings().getOrDefault(key, "")));
      }
      row.add(Table.Cell.of(trial.failure() == null ? "" : trial.failure()));
      rows.add(row);
    }
    return new Table(heads, rows);
  }

  private static Table.Cell cell(String value) {
    try {
      return new Table.Cell(value, Double.parseDouble(value));
    } catch (NumberFormatException e) {
      return Table.Cell.of(value);
    }
  }
}
