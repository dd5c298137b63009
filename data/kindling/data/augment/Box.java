package kindling.data.augment;

import java.util.Optional;
import kindling.data.ImageShape;
import kindling.data.SplitMix64;

/** A rectangle of an image, in pixels. */
record Box(int top, int left, int height, int width) {
  private static final int TRIES = 10;

  /**
   * Draws a rectangle of a random area and shape until one lies inside the image, {@value #TRIES}
   * times at most.
   *
   * @param minArea share of the image's, above 0
   * @param maxRatio of the sides, at least 1; their ratio is log-uniform in [1/maxRatio, maxRatio]
   */
  static Optional<Box> random(
      SplitMix64 random, ImageShape shape, double minArea, double maxArea, double maxRatio) {
    double log = StrictMath.log(maxRatio);
    for (int i = 0; i < TRIES; i++) {
      double area = (double) shape.height() * shape.width() * random.nextDouble(minArea, maxArea);
      double ratio = StrictMath.exp(random.nextDouble(-log, log));
      long width = Math.round(Math.sqrt(area * ratio));
      long height = Math.round(Math.sqrt(area / ratio));
      if (width >= 1 && height >= 1 && width <= shape.width() && height <= shape.height()) {
        return Optional.of(
            new Box(
                random.scaledInt(shape.height() - (int) height + 1),
                random.scaledInt(shape.width() - (int) width + 1),
                (int) height,
                (int) width));
      }
    }
    return Optional.empty();
  }

  /**
   * The largest rectangle in an image's centre whose sides' ratio is in [1/maxRatio, maxRatio]; the
   * whole image where its own is.
   */
  static Box centre(ImageShape shape, double maxRatio) {
    int height = Math.min(shape.height(), atLeastOne(shape.width() * maxRatio));
    int width = Math.min(shape.width(), atLeastOne(shape.height() * maxRatio));
    return new Box((shape.height() - height) / 2, (shape.width() - width) / 2, height, width);
  }

  private static int atLeastOne(double pixels) {
    return (int) Math.max(1, Math.round(pixels));
  }

  /** The part inside the image of a rectangle around a pixel. */
  static Box around(int row, int column, int height, int width, ImageShape shape) {
    int top = Math.max(0, row - height / 2);
    int left = Math.max(0, column - width / 2);
    return new Box(
        top,
        left,
        Math.min(shape.height(), row - height / 2 + height) - top,
        Math.min(shape.width(), column - width / 2 + width) - left);
  }
}
