package kindling.data;

import java.io.Serializable;

/**
 * The shape of an image: channels × height × width, each at least 1.
 *
 * @throws IllegalArgumentException if one is below 1
 */
public record ImageShape(int channels, int height, int width) implements Serializable {
  public ImageShape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "expected an image shape of at least 1×1×1, found %d×%d×%d"
              .formatted(channels, height, width));
    }
  }

  /** The number of values in an image. */
  public int size() {
    return Math.multiplyExact(Math.multiplyExact(channels, height), width);
  }

  @Override
  public String toString() {
    return channels + "×" + height + "×" + width;
  }
}
