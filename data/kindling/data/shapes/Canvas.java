package kindling.data.shapes;

import kindling.data.SplitMix64;

/** A picture while it is drawn: three planes of square pixels, values in [0,255]. */
final class Canvas {
  private static final int SIDE = ShapeImages.SIDE;
  private static final int PLANE = SIDE * SIDE;

  private final double[] planes = new double[3 * PLANE];

  /** The signed distance in pixels from a point to an outline, negative inside. */
  interface Distance {
    double at(double x, double y);
  }

  /** Fills the picture, from one colour to another along a direction of length 1. */
  void gradient(Color from, Color to, double directionX, double directionY) {
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double along = (x + 0.5) / SIDE - 0.5;
        double across = (y + 0.5) / SIDE - 0.5;
        double share = 0.5 + 0.7 * (along * directionX + across * directionY);
        blend(y * SIDE + x, from.mixed(to, share), 1);
      }
    }
  }

  /** Paints what lies inside of an outline, within {@code reach} pixels of (x, y), smooth-edged. */
  void fill(Distance outline, double x, double y, double reach, Color color) {
    int top = Math.max(0, (int) (y - reach - 1));
    int bottom = Math.min(SIDE, (int) (y + reach + 2));
    int left = Math.max(0, (int) (x - reach - 1));
    int right = Math.min(SIDE, (int) (x + reach + 2));
    for (int row = top; row < bottom; row++) {
      for (int column = left; column < right; column++) {
        double cover = 0.5 - outline.at(column + 0.5 - x, row + 0.5 - y);
        if (cover > 0) {
          blend(row * SIDE + column, color, Math.min(1, cover));
        }
      }
    }
  }

  /** Rounds to bytes after adding noise, triangular in ±amplitude. */
  byte[] noisy(SplitMix64 random, double amplitude) {
    byte[] bytes = new byte[planes.length];
    for (int i = 0; i < PLANE; i++) {
      long bits = random.nextLong();
      for (int c = 0; c < 3; c++) {
        int sum = (int) ((bits >>> (20 * c)) & 0x3FF) + (int) ((bits >>> (20 * c + 10)) & 0x3FF);
        double value = planes[c * PLANE + i] + amplitude * (sum - 1023) / 1023;
        bytes[c * PLANE + i] = (byte) Math.round(Math.min(255, Math.max(0, value)));
      }
    }
    return bytes;
  }

  private void blend(int pixel, Color color, double share) {
    planes[pixel] += share * (color.red() - planes[pixel]);
    planes[PLANE + pixel] += share * (color.green() - planes[PLANE + pixel]);
    planes[2 * PLANE + pixel] += share * (color.blue() - planes[2 * PLANE + pixel]);
  }
}
