package kindling.data.augment;

import java.util.Locale;
import java.util.Objects;
import kindling.data.ImageShape;
import kindling.data.SplitMix64;
import kindling.data.keys.Keys;
import kindling.data.keys.Range;

/**
 * Overwrites a rectangle of a random area and shape, inside the image (Zhong et al., "Random
 * Erasing Data Augmentation", 2020, section 3).
 *
 * @param probability that an image loses a rectangle, in [0,1]
 * @param minArea share of the image's area, above 0
 * @param maxArea from {@code minArea} to 1
 * @param maxRatio of the rectangle's sides, at least 1; their ratio is log-uniform in [1/maxRatio,
 *     maxRatio]
 */
public record RandomErasing(
    double probability, double minArea, double maxArea, double maxRatio, Fill fill)
    implements ValueTransform {
  private static final long STREAM = 5;

  public RandomErasing {
    Objects.requireNonNull(fill, "fill");
    if (!(probability >= 0 && probability <= 1)
        || !(minArea > 0 && minArea <= maxArea && maxArea <= 1)
        || !(maxRatio >= 1 && maxRatio < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a probability in [0,1], 0 < min-area <= max-area <= 1 and a max-ratio of at"
                  + " least 1, found %s, %s, %s and %s",
              probability,
              minArea,
              maxArea,
              maxRatio));
    }
  }

  /** What an erased rectangle shows. */
  public enum Fill {
    /** A random byte for each value. */
    RANDOM,
    /** The mean of the normalised data, 0. */
    MEAN
  }

  static RandomErasing read(Keys keys) {
    double probability = keys.number("augmentation.erase.probability", 0, Range.FRACTION);
    Keys own = keys.when(probability > 0, "augmentation.erase.probability = 0");
    double minArea = own.number("augmentation.erase.min-area", 0.02, Range.SHARE);
    double maxArea = own.number("augmentation.erase.max-area", 0.33, Range.SHARE);
    if (minArea > maxArea) {
      keys.problem(
          String.format(
              Locale.ROOT,
              "augmentation.erase.min-area: expected at most augmentation.erase.max-area,"
                  + " found %s and %s",
              minArea,
              maxArea));
    }
    return new RandomErasing(
        probability,
        Math.min(minArea, maxArea),
        maxArea,
        own.number("augmentation.erase.max-ratio", 10.0 / 3, Range.AT_LEAST_ONE),
        own.choice("augmentation.erase.fill", Fill.RANDOM));
  }

  @Override
  public String title() {
    return "random erasing";
  }

  @Override
  public boolean active() {
    return probability > 0;
  }

  @Override
  public void apply(
      float[] values, int offset, ImageShape shape, float[][] table, AugmentationSeed seed) {
    SplitMix64 random = seed.stream(STREAM);
    if (random.nextDouble() < probability) {
      Box.random(random, shape, minArea, maxArea, maxRatio)
          .ifPresent(box -> erase(values, offset, shape, table, box, random));
    }
  }

  private void erase(
      float[] values, int offset, ImageShape shape, float[][] table, Box box, SplitMix64 random) {
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = box.top(); y < box.top() + box.height(); y++) {
        int start = offset + (c * shape.height() + y) * shape.width() + box.left();
        for (int x = start; x < start + box.width(); x++) {
          values[x] = fill == Fill.RANDOM ? table[c][random.scaledInt(256)] : 0;
        }
      }
    }
  }
}
