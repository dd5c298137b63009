package kindling.driver.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import kindling.driver.report.page.Axis;
import kindling.driver.report.page.Axis.Unit;
import kindling.driver.report.page.Chart;
import kindling.driver.report.page.Point;
import kindling.driver.report.page.Series;
import kindling.driver.report.page.Series.Mark;
import kindling.driver.run.RunFiles;

/** How a run learnt, over its epochs. */
final class LearningCharts {
  private final RunFiles run;
  private final Axis epoch;

  LearningCharts(RunFiles run) {
    this.run = run;
    this.epoch =
        new Axis(run.epochs().isEmpty() ? "round of the first epoch" : "epoch", Unit.COUNT);
  }

  Chart loss() {
    return new Chart(
        "Loss",
        "cross-entropy in nats; the thin line is each training round",
        epoch,
        new Axis("loss", Unit.NUMBER),
        List.of(
            byRound("training, each round", "loss"),
            byEpoch("training", epoch -> epoch.path("training").path("loss")),
            byEpoch("validation", epoch -> epoch.path("validation").path("loss"))));
  }

  Chart accuracy() {
    return new Chart(
        "Accuracy",
        "share of examples whose class comes first; the thin line is each training round",
        epoch,
        new Axis("accuracy", Unit.PERCENT),
        List.of(
            byRound("training, each round", "top1"),
            byEpoch("training", epoch -> epoch.path("training").path("top1")),
            byEpoch("validation", epoch -> epoch.path("validation").path("top1"))));
  }

  Chart gap() {
    return new Chart(
        "Generalization gap",
        "training minus validation accuracy, percentage points",
        epoch,
        new Axis("gap", Unit.POINTS),
        List.of(
            byEpoch("gap", epoch -> epoch.path("accuracy_gap")),
            new Series(
                "none",
                Mark.REFERENCE,
                List.of(new Point(1, 0), new Point(Math.max(1, run.epochs().size()), 0)))));
  }

  Chart learningRate() {
    boolean known = !run.rounds().isEmpty();
    return new Chart(
        "Learning rate",
        known ? "at each round's last step" : "at each epoch's last step",
        epoch,
        new Axis("learning rate", Unit.NUMBER),
        List.of(
            known
                ? new Series("learning rate", Mark.LINE, rounds("learning_rate")).sampled()
                : byEpoch("learning rate", epoch -> epoch.path("learning_rate"))));
  }

  private Series byRound(String name, String field) {
    return new Series(name, Mark.FAINT, rounds(field)).thinned();
  }

  private List<Point> rounds(String field) {
    return run.rounds().stream()
        .map(round -> new Point(run.place(round), round.path(field).asDouble(Double.NaN)))
        .toList();
  }

  private Series byEpoch(String name, Function<JsonNode, JsonNode> value) {
    return epochs(run, name, Mark.LINE, epoch -> value.apply(epoch).asDouble(Double.NaN));
  }

  /** A value of each epoch of a run. */
  static Series epochs(RunFiles run, String name, Mark mark, ToDoubleFunction<JsonNode> value) {
    return new Series(
        name,
        mark,
        run.epochs().stream()
            .map(epoch -> new Point(epoch.path("epoch").asDouble(), value.applyAsDouble(epoch)))
            .toList());
  }
}
