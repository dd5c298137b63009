package kindling.driver.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import kindling.data.picture.LogChart;
import kindling.driver.cluster.Console;

/**
 * What a learning-rate range test has found: the training loss of each round at its rate. Lives on
 * the driver.
 */
public record RateRange(List<Point> points) {
  /** What the smoothed loss keeps of itself from round to round. */
  private static final double KEPT = 0.7;

  /** A smoothed loss so many times the least one is no training any more. */
  private static final double DIVERGED = 3;

  /**
   * A round.
   *
   * @param rate in its middle
   * @param loss mean over its examples, in nats
   * @param smooth exponential mean of the losses so far
   */
  record Point(double rate, double loss, double smooth) {}

  RateRange with(double rate, double loss) {
    List<Point> more = new ArrayList<>(points);
    double weights = 0;
    double sum = 0;
    double weight = 1;
    for (int i = points.size(); i >= 0; i--) {
      sum += weight * (i == points.size() ? loss : points.get(i).loss);
      weights += weight;
      weight *= KEPT;
    }
    more.add(new Point(rate, loss, sum / weights));
    return new RateRange(List.copyOf(more));
  }

  /** Whether the smoothed loss has risen far above its least. */
  boolean diverges() {
    return !points.isEmpty() && last().smooth > DIVERGED * least().smooth;
  }

  private Point last() {
    return points.get(points.size() - 1);
  }

  /** Where the smoothed loss is least. */
  Point least() {
    return points.stream().reduce((a, b) -> b.smooth < a.smooth ? b : a).orElseThrow();
  }

  /** Where the smoothed loss falls most from a round to the next, before it is least. */
  Point steepest() {
    Point steepest = points.get(0);
    double most = 0;
    for (int i = 1; i < points.size() && points.get(i).rate <= least().rate; i++) {
      double fall = points.get(i - 1).smooth - points.get(i).smooth;
      if (fall > most) {
        most = fall;
        steepest = points.get(i);
      }
    }
    return steepest;
  }

  /** A table of the rounds and what to make of it. */
  public void show(Console console) {
    console.result("%12s  %10s  %10s", "rate", "loss", "smoothed");
    for (Point point : points) {
      console.result("%12.3e  %10.4f  %10.4f", point.rate, point.loss, point.smooth);
    }
    console.result(
        "the loss falls fastest at %.2e and is least at %.2e; try schedule.rate = %.1e, a tenth of"
            + " that",
        steepest().rate, least().rate, least().rate / 10);
  }

  /** A PNG of the losses over the rates. */
  public byte[] picture() {
    return new LogChart(
            String.format(
                Locale.ROOT, "Training loss by learning rate; least at %.2e", least().rate),
            "learning rate",
            "loss, nats",
            List.of(
                line("a round", LogChart.Mark.DOT, Point::loss),
                line("smoothed", LogChart.Mark.NONE, Point::smooth)))
        .png();
  }

  private LogChart.Line line(String name, LogChart.Mark mark, ToDoubleFunction<Point> value) {
    return new LogChart.Line(
        name,
        mark,
        points.stream()
            .map(point -> new LogChart.Point(point.rate, value.applyAsDouble(point)))
            .toList());
  }
}
