package kindling.data.augment;

import kindling.data.ImageShape;

/**
 * An image's values from 0 to 255, whose colors are changed one after the other and rounded once.
 * Blends are those of PIL's ImageEnhance: factor 0 gives the plain image that each method names, 1
 * the image itself.
 */
final class ColorPlanes {
  private final ImageShape shape;
  private final int plane;
  private final float[] values;

  ColorPlanes(byte[] image, ImageShape shape) {
    this.shape = shape;
    this.plane = shape.height() * shape.width();
    this.values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = image[i] & 0xFF;
    }
  }

  /** Blends with black. */
  void brightness(float factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] = limited(factor * values[i]);
    }
  }

  /** Blends with the mean of the image's gray. */
  void contrast(float factor) {
    double sum = 0;
    for (int i = 0; i < plane; i++) {
      sum += gray(i);
    }
    float rest = (1 - factor) * (float) (sum / plane);
    for (int i = 0; i < values.length; i++) {
      values[i] = limited(factor * values[i] + rest);
    }
  }

  /** Blends with the image in gray. */
  void saturation(float factor) {
    if (shape.channels() != 3) {
      return;
    }
    for (int i = 0; i < plane; i++) {
      float rest = (1 - factor) * gray(i);
      for (int k = i; k < values.length; k += plane) {
        values[k] = limited(factor * values[k] + rest);
      }
    }
  }

  /** Blends with the image smoothed by a 3 × 3 kernel of weight 5 in its centre; edges stay. */
  void sharpness(float factor) {
    float[] from = values.clone();
    int width = shape.width();
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = 1; y < shape.height() - 1; y++) {
        int row = c * plane + y * width;
        for (int i = row + 1; i < row + width - 1; i++) {
          float sum = three(from, i - width) + three(from, i) + three(from, i + width);
          float smooth = (sum + 4 * from[i]) / 13;
          values[i] = limited(factor * from[i] + (1 - factor) * smooth);
        }
      }
    }
  }

  private static float three(float[] from, int i) {
    return from[i - 1] + from[i] + from[i + 1];
  }

  /** Turns the hue of hue, saturation and value by a share of the circle. */
  void hue(float turn) {
    if (shape.channels() != 3) {
      return;
    }
    for (int i = 0; i < plane; i++) {
      float red = values[i];
      float green = values[plane + i];
      float blue = values[2 * plane + i];
      float most = Math.max(red, Math.max(green, blue));
      float range = most - Math.min(red, Math.min(green, blue));
      if (range == 0) {
        continue;
      }
      float sixths;
      if (most == red) {
        sixths = (green - blue) / range;
      } else if (most == green) {
        sixths = 2 + (blue - red) / range;
      } else {
        sixths = 4 + (red - green) / range;
      }
      sixths += 6 * turn;
      values[i] = channel(most, range, sixths + 5);
      values[plane + i] = channel(most, range, sixths + 3);
      values[2 * plane + i] = channel(most, range, sixths + 1);
    }
  }

  /** A channel of a hue, which falls from the largest value and rises again over the circle. */
  private static float channel(float most, float range, float sixths) {
    float place = sixths - 6 * (float) Math.floor(sixths / 6);
    return most - range * Math.max(0, Math.min(1, Math.min(place, 4 - place)));
  }

  /** The luma of ITU-R BT.601. */
  private float gray(int i) {
    return shape.channels() == 3
        ? 0.299f * values[i] + 0.587f * values[plane + i] + 0.114f * values[2 * plane + i]
        : values[i];
  }

  private static float limited(float value) {
    return Math.max(0, Math.min(255, value));
  }

  void store(byte[] to) {
    for (int i = 0; i < values.length; i++) {
      to[i] = (byte) (values[i] + 0.5f);
    }
  }
}
