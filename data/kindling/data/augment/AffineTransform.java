package kindling.data.augment;

import kindling.data.ImageShape;

/**
 * An affine change of place: the pixel at (x, y) shows the nearest one to (a·x + b·y + c, d·x + e·y
 * + f) in the image, counted in pixels from its top left corner; black outside.
 */
record AffineTransform(double a, double b, double c, double d, double e, double f) {
  /** Counterclockwise around the image's centre. */
  static AffineTransform rotation(double degrees, ImageShape shape) {
    double angle = StrictMath.toRadians(degrees);
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    double x = shape.width() / 2.0;
    double y = shape.height() / 2.0;
    return new AffineTransform(cos, -sin, x - cos * x + sin * y, sin, cos, y - sin * x - cos * y);
  }

  void apply(byte[] from, byte[] to, ImageShape shape) {
    int plane = shape.height() * shape.width();
    for (int y = 0; y < shape.height(); y++) {
      for (int x = 0; x < shape.width(); x++) {
        int column = (int) Math.floor(a * (x + 0.5) + b * (y + 0.5) + c);
        int row = (int) Math.floor(d * (x + 0.5) + e * (y + 0.5) + f);
        boolean inside = column >= 0 && column < shape.width() && row >= 0 && row < shape.height();
        for (int k = 0; k < shape.channels(); k++) {
          to[k * plane + y * shape.width() + x] =
              inside ? from[k * plane + row * shape.width() + column] : 0;
        }
      }
    }
  }
}
