package kindling.driver.report.page;

/**
 * One value of a chart.
 *
 * @param label what is told of it when it is pointed at; may be empty
 */
public record Point(double x, double y, String label) {
  /** A value without more to tell. */
  public Point(double x, double y) {
    this(x, y, "");
  }
}
