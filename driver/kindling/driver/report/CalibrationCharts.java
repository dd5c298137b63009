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
import kindling.driver.run.metrics.Figures;

/**
 * Whether the network is as often right as it is sure: the reliability diagram of Guo et al., "On
 * Calibration of Modern Neural Networks", 2017, figure 1.
 */
final class CalibrationCharts {
  private final List<JsonNode> bins = new ArrayList<>();
  private final long examples;

  /**
   * The charts of one split.
   *
   * @param scored its scores, whose {@code calibration} holds the bins
   */
  CalibrationCharts(JsonNode scored) {
    scored.path("calibration").forEach(bins::add);
    this.examples = bins.stream().mapToLong(bin -> bin.path("count").asLong()).sum();
  }

  boolean isKnown() {
    return examples > 0;
  }

  Chart reliability() {
    return new Chart(
        "Reliability",
        "accuracy of the predictions of each confidence; on the dotted line, the two agree",
        new Axis("confidence", Unit.PERCENT),
        new Axis("accuracy", Unit.PERCENT),
        List.of(
            new Series("ideal", Mark.REFERENCE, List.of(new Point(0, 0), new Point(1, 1))),
            new Series(
                "observed",
                Mark.MARKED,
                bins.stream()
                    .filter(bin -> bin.path("count").asLong() > 0)
                    .map(
                        bin ->
                            new Point(
                                bin.path("confidence").asDouble(),
                                bin.path("accuracy").asDouble(),
                                Figures.count(bin.path("count").asDouble()) + " examples"))
                    .toList())));
  }

  Chart confidence() {
    List<Point> shares = new ArrayList<>();
    for (int i = 0; i < bins.size(); i++) {
      shares.add(
          new Point(
              Math.round(100.0 * (i + 0.5) / bins.size()),
              bins.get(i).path("count").asDouble() / examples));
    }
    return new Chart(
        "Confidence",
        "share of the examples by the confidence of their prediction",
        new Axis("confidence, percent", Unit.NUMBER),
        new Axis("share", Unit.PERCENT),
        List.of(new Series("examples", Mark.BAR, shares)));
  }
}
