package kindling.driver.report.page;

import java.util.ArrayList;
import java.util.List;

/**
 * The values of a chart that belong together.
 *
 * @param name written beside them
 */
public record Series(String name, Mark mark, List<Point> points) {
  private static final int POINTS_AT_MOST = 600;

  public Series {
    points = List.copyOf(points);
  }

  /** How the values are drawn. */
  public enum Mark {
    LINE,
    /** A thin, pale line: values that another series sums up. */
    FAINT,
    DASHED,
    /** A dotted line in gray that the others are compared with. */
    REFERENCE,
    DOTS,
    /** Dots with their labels beside them, where these do not touch. */
    NAMED,
    /** A line with a dot at each value. */
    MARKED,
    /** A bar, on top of those of the series before; all series of the chart are bars then. */
    BAR
  }

  /** The same, with neighbours replaced by their mean where there are more than a screen shows. */
  public Series thinned() {
    if (points.size() <= POINTS_AT_MOST) {
      return this;
    }
    List<Point> means = new ArrayList<>();
    for (int i = 0; i < POINTS_AT_MOST; i++) {
      List<Point> near =
          points.subList(
              (int) ((long) points.size() * i / POINTS_AT_MOST),
              (int) ((long) points.size() * (i + 1) / POINTS_AT_MOST));
      means.add(
          new Point(
              near.stream().mapToDouble(Point::x).average().orElseThrow(),
              near.stream().mapToDouble(Point::y).average().orElseThrow()));
    }
    return new Series(name, mark, means);
  }
}
