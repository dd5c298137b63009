package kindling.driver.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import kindling.driver.report.page.Axis;
import kindling.driver.report.page.Axis.Unit;
import kindling.driver.report.page.Chart;
import kindling.driver.report.page.Point;
import kindling.driver.report.page.Series;
import kindling.driver.report.page.Series.Mark;
import kindling.driver.run.RunFiles;

/** How fast a run was, and what its time went into. */
final class SpeedCharts {
  private static final Axis EPOCH = new Axis("epoch", Unit.COUNT);

  /** Each part of a round's seconds by its name in metrics.jsonl. */
  private static final List<String[]> PARTS =
      List.of(
          new String[] {"engine", "forward and backward"},
          new String[] {"optimizer", "optimizer"},
          new String[] {"input_wait", "waiting for batches"},
          new String[] {"fetch", "fetching the state"},
          new String[] {"replica", "building networks"},
          new String[] {"idle", "idle slots"},
          new String[] {"merge", "averaging"},
          new String[] {"rest", "broadcast, task and other"});

  private final RunFiles run;

  SpeedCharts(RunFiles run) {
    this.run = run;
  }

  Chart throughput() {
    return new Chart(
        "Throughput",
        "training examples a second, all workers together",
        EPOCH,
        new Axis("examples/s", Unit.COUNT),
        List.of(
            LearningCharts.epochs(
                run,
                "examples/s",
                Mark.MARKED,
                epoch -> epoch.path("training_examples_per_second").asDouble(Double.NaN))));
  }

  Chart breakdown() {
    List<Series> parts = new ArrayList<>();
    for (String[] part : PARTS) {
      parts.add(
          LearningCharts.epochs(
              run, part[1], Mark.BAR, epoch -> seconds(epoch.path("round"), part[0])));
    }
    return new Chart(
        "Where a round's time goes",
        "seconds of the mean round of each epoch",
        EPOCH,
        new Axis("seconds", Unit.SECONDS),
        parts);
  }

  private static double seconds(JsonNode round, String part) {
    if (!part.equals("rest")) {
      return round.path(part + "_seconds").asDouble(Double.NaN);
    }
    return round.path("broadcast_seconds").asDouble(Double.NaN)
        + round.path("task_seconds").asDouble(Double.NaN)
        + round.path("other_seconds").asDouble(Double.NaN);
  }

  Chart balance() {
    return new Chart(
        "Balance of the workers",
        "seconds of a round; a round waits for its slowest worker",
        EPOCH,
        new Axis("seconds", Unit.SECONDS),
        List.of(worker("mean worker", "mean_worker"), worker("slowest worker", "slowest_worker")));
  }

  /** Of each round where rounds are known, else of each epoch's mean round. */
  private Series worker(String name, String field) {
    if (run.rounds().stream().anyMatch(round -> round.has(field + "_seconds"))) {
      return new Series(
              name,
              Mark.LINE,
              run.rounds().stream()
                  .map(
                      round ->
                          new Point(
                              run.place(round),
                              round.path(field + "_seconds").asDouble(Double.NaN)))
                  .toList())
          .thinned();
    }
    return LearningCharts.epochs(
        run,
        name,
        Mark.LINE,
        epoch -> epoch.path("round").path(field).path("seconds").asDouble(Double.NaN));
  }

  Chart time() {
    return new Chart(
        "Time of an epoch",
        "seconds of training and of scoring the validation split",
        EPOCH,
        new Axis("seconds", Unit.SECONDS),
        List.of(
            LearningCharts.epochs(
                run,
                "training",
                Mark.BAR,
                epoch -> epoch.path("training_seconds").asDouble(Double.NaN)),
            LearningCharts.epochs(
                run,
                "scoring",
                Mark.BAR,
                epoch -> epoch.path("scoring_seconds").asDouble(Double.NaN))));
  }
}
