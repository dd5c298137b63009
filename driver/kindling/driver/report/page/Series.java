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

  /**
   * The same, with the least and the greatest of neighbours in the place of all of them where there
   * are more than a screen shows: a peak stays as high as it was, and first and last stay.
   */
  public Series sampled() {
    if (points.size() <= POINTS_AT_MOST) {
      return this;
    }
    int parts = POINTS_AT_MOST / 2 - 1;
    List<Point> kept = new ArrayList<>(List.of(points.get(0)));
    for (int i = 0; i < parts; i++) {
      int from = (int) ((long) points.size() * i / parts);
      int to = (int) ((long) points.size() * (i + 1) / parts);
      int least = extreme(from, to, -1);
      int greatest = extreme(from, to, 1);
      kept.add(points.get(Math.min(least, greatest)));
      if (least != greatest) {
        kept.add(points.get(Math.max(least, greatest)));
      }
    }
    kept.add(points.get(points.size() - 1));
    return new Series(name, mark, kept.stream().distinct().toList());
  }

  /** The index of the greatest value, or with sign -1 of the least. */
  private int extreme(int from, int to, int sign) {
    int extreme = from;
    for (int i = from + 1; i < to; i++) {
      if (sign * points.get(i).y() > sign * points.get(extreme).y()) {
        extreme = i;
      }
    }
    return extreme;
  }
}
