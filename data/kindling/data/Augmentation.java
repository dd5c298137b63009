package kindling.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Random changes of a training image: a crop out of the image padded by {@code cropPadding} black
 * pixels on every side, then a horizontal flip with {@code flipProbability} in [0,1].
 */
public record Augmentation(int cropPadding, double flipProbability) implements Serializable {
  /** Leaves images as they are. */
  public static final Augmentation NONE = new Augmentation(0, 0);

  public Augmentation {
    if (cropPadding < 0 || !(flipProbability >= 0 && flipProbability <= 1)) {
      throw new IllegalArgumentException(
          "expected a padding of at least 0 pixels and a flip probability in [0,1], found "
              + cropPadding
              + " and "
              + flipProbability);
    }
  }

  /** What happens to one image: the seed alone decides. */
  View view(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int down = random.nextInt(2 * cropPadding + 1) - cropPadding;
    int right = random.nextInt(2 * cropPadding + 1) - cropPadding;
    return new View(down, right, random.nextDouble() < flipProbability);
  }

  /** Shows the image from (down, right) pixels off its corner, mirrored or not. */
  record View(int down, int right, boolean mirrored) {
    static final View WHOLE = new View(0, 0, false);

    /**
     * Writes the view of an image into a batch.
     *
     * @param image channels × height × width unsigned bytes
     * @param table the value of each byte, for every channel: [channels][256]
     * @param target holds the values from {@code offset} on
     */
    void write(byte[] image, ImageShape shape, float[][] table, float[] target, int offset) {
      int height = shape.height();
      int width = shape.width();
      int first = Math.max(0, -right);
      int last = Math.min(width, width - right);
      int step = mirrored ? -1 : 1;
      for (int c = 0; c < shape.channels(); c++) {
        float[] values = table[c];
        float black = values[0];
        for (int y = 0; y < height; y++) {
          int out = offset + (c * height + y) * width;
          int sourceY = y + down;
          if (sourceY < 0 || sourceY >= height || first >= last) {
            Arrays.fill(target, out, out + width, black);
            continue;
          }
          int in = (c * height + sourceY) * width + right;
          int start = mirrored ? out + width - 1 : out;
          for (int x = 0; x < first; x++) {
            target[start + step * x] = black;
          }
          for (int x = first; x < last; x++) {
            target[start + step * x] = values[image[in + x] & 0xFF];
          }
          for (int x = last; x < width; x++) {
            target[start + step * x] = black;
          }
        }
      }
    }
  }
}
