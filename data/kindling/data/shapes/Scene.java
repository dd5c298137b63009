package kindling.data.shapes;

import kindling.data.SplitMix64;

/**
 * One generated picture: a shape of random pose and colour, on a gradient, among strokes that mean
 * nothing, under noise. StrictMath, because other sines may differ between machines.
 */
final class Scene {
  private static final double SIDE = ShapeImages.SIDE;
  private static final double BACKGROUND_LIGHT = 0.6;
  private static final double LEAST_LIGHTENING = 30;
  private static final double LEAST_CONTRAST = 70;
  private static final int MOST_STROKES_BEHIND = 5;
  private static final int MOST_STROKES_OVER = 2;
  private static final double MOST_NOISE = 80;

  private Scene() {}

  /** Draws a picture of the class: 3×32×32 unsigned bytes. */
  static byte[] draw(int label, SplitMix64 random) {
    Canvas canvas = new Canvas();
    Color from = Color.random(random).darkened(BACKGROUND_LIGHT);
    Color to = from.mixed(Color.random(random).darkened(BACKGROUND_LIGHT), 0.5);
    double direction = random.nextDouble(0, 2 * Math.PI);
    canvas.gradient(from, to, StrictMath.cos(direction), StrictMath.sin(direction));
    strokes(canvas, random, random.scaledInt(MOST_STROKES_BEHIND + 1));
    shape(canvas, random, label, contrasting(random, from, to));
    strokes(canvas, random, random.scaledInt(MOST_STROKES_OVER + 1));
    return canvas.noisy(random, random.nextDouble(0, MOST_NOISE));
  }

  /** Lighter than the background: with either sign of contrast, small networks learn slowly. */
  private static Color contrasting(SplitMix64 random, Color from, Color to) {
    double least = LEAST_LIGHTENING + Math.max(from.lightness(), to.lightness());
    Color color = Color.random(random);
    while (color.lightness() < least
        || color.distance(from) < LEAST_CONTRAST
        || color.distance(to) < LEAST_CONTRAST) {
      color = Color.random(random);
    }
    return color;
  }

  private static void shape(Canvas canvas, SplitMix64 random, int label, Color color) {
    double radius = random.nextDouble(0.2, 0.45) * SIDE;
    double room = SIDE / 2 - 0.9 * radius;
    double x = SIDE / 2 + random.nextDouble(-room, room);
    double y = SIDE / 2 + random.nextDouble(-room, room);
    double turn = random.nextDouble(0, 2 * Math.PI);
    double cos = StrictMath.cos(turn) / radius;
    double sin = StrictMath.sin(turn) / radius;
    canvas.fill(
        (dx, dy) -> radius * Outline.distance(label, cos * dx + sin * dy, cos * dy - sin * dx),
        x,
        y,
        1.2 * radius,
        color);
  }

  private static void strokes(Canvas canvas, SplitMix64 random, int count) {
    for (int i = 0; i < count; i++) {
      double halfLength = random.nextDouble(0, 4);
      double halfWidth = random.nextDouble(0.5, 1.3);
      double turn = random.nextDouble(0, Math.PI);
      double cos = StrictMath.cos(turn);
      double sin = StrictMath.sin(turn);
      canvas.fill(
          (dx, dy) -> {
            double along = Math.max(Math.abs(cos * dx + sin * dy) - halfLength, 0);
            double across = cos * dy - sin * dx;
            return Math.sqrt(along * along + across * across) - halfWidth;
          },
          random.nextDouble(0, SIDE),
          random.nextDouble(0, SIDE),
          halfLength + halfWidth,
          Color.random(random));
    }
  }
}
