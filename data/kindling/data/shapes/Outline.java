package kindling.data.shapes;

/**
 * The ten outlines as signed distances in the unit disc: negative inside, positive outside, in
 * units of the outline's radius (Quilez: 2D distance functions).
 */
final class Outline {
  private static final double SIN_36 = 0.5877852522924731;
  private static final double COS_36 = 0.8090169943749475;
  private static final double SQRT_3 = 1.7320508075688772;

  private static final double STAR_TIP = 0.98;
  private static final double STAR_NOTCH = 0.42;

  private Outline() {}

  static double distance(int label, double x, double y) {
    return switch (label) {
      case 0 -> length(x, y) - 0.9;
      case 1 -> Math.abs(length(x, y) - 0.72) - 0.18;
      case 2 -> box(x, y, 0.75, 0.75);
      case 3 -> Math.abs(box(x, y, 0.62, 0.62)) - 0.16;
      case 4 -> triangle(x, y, 0.95, -0.5);
      case 5 -> star(x, y);
      case 6 -> Math.min(box(x, y, 0.95, 0.28), box(x, y, 0.28, 0.95));
      case 7 -> heart(x, y);
      case 8 -> Math.max(length(x, y) - 0.9, 0.75 - length(x - 0.45, y));
      case 9 -> Math.min(triangle(x, y, 0.95, 0.05), box(x, y + 0.45, 0.24, 0.5));
      default -> throw new IllegalArgumentException("expected a label of 0 to 9, found " + label);
    };
  }

  private static double length(double x, double y) {
    return Math.sqrt(x * x + y * y);
  }

  private static double box(double x, double y, double halfWidth, double halfHeight) {
    double dx = Math.abs(x) - halfWidth;
    double dy = Math.abs(y) - halfHeight;
    return length(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0);
  }

  /** Equilateral sides meeting at the tip (0, top), cut off at the bottom: y from bottom to top. */
  private static double triangle(double x, double y, double top, double bottom) {
    double side = 0.5 * SQRT_3 * Math.abs(x) + 0.5 * (y - top);
    return Math.max(side, bottom - y);
  }

  /** A five-pointed star, folded into one half of one arm. */
  private static double star(double x, double y) {
    double px = Math.abs(x);
    double first = 2 * Math.max(COS_36 * px - SIN_36 * y, 0);
    px -= first * COS_36;
    double py = y + first * SIN_36;
    double second = 2 * Math.max(-COS_36 * px - SIN_36 * py, 0);
    px = Math.abs(px + second * COS_36);
    py += second * SIN_36 - STAR_TIP;
    double armX = STAR_NOTCH * SIN_36;
    double armY = STAR_NOTCH * COS_36 - 1;
    double along = (px * armX + py * armY) / (armX * armX + armY * armY);
    double near = Math.min(Math.max(along, 0), STAR_TIP);
    double away = length(px - near * armX, py - near * armY);
    return Math.copySign(away, py * armX - px * armY);
  }

  /** Two discs, and the wedge between their tangents from the tip. */
  private static double heart(double x, double y) {
    double px = Math.abs(x);
    double disc = length(px - 0.42, y - 0.3) - 0.45;
    double side = 0.7824 * px - 0.6228 * (y + 0.95);
    double lid = 0.341 * px + 0.940 * (y - 0.3);
    return Math.min(disc, Math.max(side, lid));
  }
}
