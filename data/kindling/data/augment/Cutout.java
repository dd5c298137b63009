package kindling.data.augment;

import java.util.Arrays;
import kindling.data.ImageShape;
import kindling.data.SplitMix64;
import kindling.data.keys.Keys;

/**
 * Sets a square around a random pixel to the mean of the normalised data, 0; it may stick out of
 * the image (DeVries and Taylor, "Improved Regularization of Convolutional Neural Networks with
 * Cutout", 2017, section 3).
 *
 * @param side of the square in pixels; 0: off
 */
public record Cutout(int side) implements ValueTransform {
  private static final long STREAM = 4;

  public Cutout {
    if (side < 0) {
      throw new IllegalArgumentException("expected a side of at least 0 pixels, found " + side);
    }
  }

  static Cutout read(Keys keys) {
    return new Cutout(keys.count("augmentation.cutout", 0, 0));
  }

  @Override
  public String title() {
    return "cutout";
  }

  @Override
  public boolean active() {
    return side > 0;
  }

  @Override
  public void apply(
      float[] values, int offset, ImageShape shape, float[][] table, AugmentationSeed seed) {
    SplitMix64 random = seed.stream(STREAM);
    int row = random.scaledInt(shape.height());
    int column = random.scaledInt(shape.width());
    Box box = Box.around(row, column, side, side, shape);
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = box.top(); y < box.top() + box.height(); y++) {
        int start = offset + (c * shape.height() + y) * shape.width() + box.left();
        Arrays.fill(values, start, start + box.width(), 0);
      }
    }
  }
}
