package kindling.data.augment;

import java.util.Locale;
import kindling.data.ImageShape;
import kindling.data.Pixels;
import kindling.data.keys.Keys;
import kindling.data.keys.Range;

/**
 * A crop of a random area and shape, scaled to the image's size with a triangle filter; nothing is
 * cropped where ten drawn rectangles do not fit into the image (Szegedy et al., "Going Deeper with
 * Convolutions", 2015, section 6).
 *
 * @param minArea share of the image's area, above 0 to 1; areas are uniform from it to 1. 1: off
 * @param maxRatio of the crop's sides, at least 1; their ratio is log-uniform in [1/maxRatio,
 *     maxRatio]
 */
public record ResizedCrop(double minArea, double maxRatio) implements PixelTransform {
  private static final long STREAM = 1;

  public ResizedCrop {
    if (!(minArea > 0 && minArea <= 1) || !(maxRatio >= 1 && maxRatio < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a least area above 0 to 1 and a largest ratio of at least 1, found %s and %s",
              minArea,
              maxRatio));
    }
  }

  static ResizedCrop read(Keys keys) {
    double minArea = keys.number("augmentation.resized-crop.min-area", 1, Range.SHARE);
    return new ResizedCrop(
        minArea,
        keys.when(minArea < 1, "augmentation.resized-crop.min-area = 1")
            .number("augmentation.resized-crop.max-ratio", 4.0 / 3, Range.AT_LEAST_ONE));
  }

  @Override
  public String title() {
    return "resized crop";
  }

  @Override
  public boolean active() {
    return minArea < 1;
  }

  @Override
  public void apply(byte[] from, byte[] to, ImageShape shape, AugmentationSeed seed) {
    byte[] seen =
        Box.random(seed.stream(STREAM), shape, minArea, 1, maxRatio)
            .map(box -> scaled(from, shape, box))
            .orElse(from);
    System.arraycopy(seen, 0, to, 0, shape.size());
  }

  private static byte[] scaled(byte[] image, ImageShape shape, Box box) {
    return new Pixels(shape, image)
        .crop(box.top(), box.left(), box.height(), box.width())
        .resize(shape.height(), shape.width())
        .planes();
  }
}
