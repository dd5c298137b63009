package kindling.data.augment;

import java.util.Locale;
import kindling.data.ImageShape;
import kindling.data.Pixels;
import kindling.data.keys.Keys;
import kindling.data.keys.Range;

/**
 * A crop of a random area and shape out of the picture as it was found, scaled to the run's shape
 * with a triangle filter (Szegedy et al., "Going Deeper with Convolutions", 2015, section 6), as
 * torchvision's RandomResizedCrop: where ten drawn rectangles do not fit into the picture, it is
 * seen whole, or its centre where it is wider or taller than a crop may be.
 *
 * @param minArea share of the picture's area, above 0 to 1; areas are uniform from it to 1. 1: off
 * @param maxRatio of the crop's sides, at least 1; their ratio is log-uniform in [1/maxRatio,
 *     maxRatio]
 */
public record ResizedCrop(double minArea, double maxRatio) implements PictureTransform {
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
  public Pixels apply(Pixels picture, ImageShape shape, AugmentationSeed seed) {
    ImageShape found = picture.shape();
    Box box =
        Box.random(seed.stream(STREAM), found, minArea, 1, maxRatio)
            .orElseGet(() -> Box.centre(found, maxRatio));
    return picture
        .crop(box.top(), box.left(), box.height(), box.width())
        .withChannels(shape.channels())
        .resize(shape.height(), shape.width());
  }
}
