package kindling.driver.sweep.search;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import kindling.driver.report.page.ParallelChart;
import kindling.driver.report.page.ParallelChart.Line;
import kindling.driver.report.page.ParallelChart.Tick;
import kindling.driver.report.page.ParallelChart.Upright;
import kindling.driver.run.metrics.Figures;
import kindling.driver.sweep.method.Marks;
import kindling.driver.sweep.space.Dimension;
import kindling.driver.sweep.space.Space;

/**
 * Trials in parallel coordinates: a line a trial through its settings to its validation accuracy,
 * the darker the higher.
 *
 * @param trials the last job of each, the best first
 */
record TrialLines(Space space, List<TrialResult> trials) {
  private static final int ACCURACY_TICKS = 5;

  ParallelChart chart() {
    List<Upright> axes = new ArrayList<>();
    for (Dimension dimension : space.dimensions()) {
      List<Tick> ticks =
          Marks.of(dimension.values()).stream()
              .map(value -> new Tick(dimension.values().position(value), value))
              .toList();
      axes.add(new Upright(dimension.key(), ticks, "not searched"));
    }
    if (allEpochs().size() > 1) {
      axes.add(new Upright("epochs", epochTicks(), "failed"));
    }
    axes.add(new Upright("validation accuracy", accuracyTicks(), "failed"));
    // What is drawn later lies above.
    List<Line> lines = new ArrayList<>();
    for (TrialResult trial : trials) {
      lines.add(0, line(trial));
    }
    return new ParallelChart(
        "Trials, setting by setting",
        "a line is a trial; the higher its accuracy the stronger its colour, the best is orange."
            + " Point at a line, or drag along an axis to keep the lines that pass there",
        axes,
        lines);
  }

  private Line line(TrialResult trial) {
    List<Double> places = new ArrayList<>();
    for (Dimension dimension : space.dimensions()) {
      String value = trial.settings().get(dimension.key());
      places.add(value == null ? Double.NaN : dimension.values().position(value));
    }
    boolean failed = trial.failure() != null;
    if (allEpochs().size() > 1) {
      places.add(failed ? Double.NaN : epochPlace(trial.epochs()));
    }
    double accuracy = failed ? Double.NaN : (trial.score() - lowest()) / (highest() - lowest());
    places.add(accuracy);
    return new Line(label(trial), places, accuracy, trial == trials.get(0));
  }

  /** What is told of a trial that is pointed at. */
  private static String label(TrialResult trial) {
    List<String> lines = new ArrayList<>();
    lines.add(
        trial.failure() == null
            ? "trial %d: %s after %s"
                .formatted(
                    trial.trial(), Figures.percent(trial.score()), Figures.epochs(trial.epochs()))
            : "trial %d: %s".formatted(trial.trial(), trial.failure()));
    trial.settings().forEach((key, value) -> lines.add(key + " = " + value));
    return String.join("\n", lines);
  }

  private Stream<TrialResult> trained() {
    return trials.stream().filter(trial -> trial.failure() == null);
  }

  /** The numbers of epochs that trials have come to, evenly apart. */
  private List<Integer> allEpochs() {
    return trained().map(TrialResult::epochs).distinct().sorted().toList();
  }

  private double epochPlace(int epochs) {
    return (allEpochs().indexOf(epochs) + 0.5) / allEpochs().size();
  }

  private List<Tick> epochTicks() {
    return allEpochs().stream()
        .map(epochs -> new Tick(epochPlace(epochs), epochs.toString()))
        .toList();
  }

  private List<Tick> accuracyTicks() {
    List<Tick> ticks = new ArrayList<>();
    for (int i = 0; i < ACCURACY_TICKS; i++) {
      double place = (double) i / (ACCURACY_TICKS - 1);
      ticks.add(new Tick(place, Figures.percent(lowest() + place * (highest() - lowest()))));
    }
    return ticks;
  }

  /** Whole percents, so that the axis has a length. */
  private double lowest() {
    return Math.floor(100 * trained().mapToDouble(TrialResult::score).min().orElse(0)) / 100;
  }

  private double highest() {
    double most = trained().mapToDouble(TrialResult::score).max().orElse(1);
    return Math.max(Math.ceil(100 * most) / 100, lowest() + 0.01);
  }
}
