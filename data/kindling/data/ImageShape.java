package kindling.data;

import java.io.Serializable;

/**
 * The extent of one image: channels × height × width, each at least 1, in the order in which its
 * values are stored.
 *
 * <p>Throws IllegalArgumentException where an extent is below 1 or the size passes an int.
 */
public record ImageShape(int channels, int height, int width) implements Serializable {
  public ImageShape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "expected channels, height and width of at least 1, found "
              + text(channels, height, width));
    }
    if ((long) channels * height * width > Integer.MAX_VALUE - 64) {
      throw new IllegalArgumentException(
          "an image of " + text(channels, height, width) + " values does not fit in one array");
    }
  }

  /**
   * A shape as it writes itself.
   *
   * @throws IllegalArgumentException where the text is none
   */
  public static ImageShape parse(String text) {
    String[] extents = text.split("×");
    if (extents.length != 3) {
      throw new IllegalArgumentException(
          "expected channels×height×width such as 3×32×32, found " + text);
    }
    return new ImageShape(
        Integer.parseInt(extents[0]), Integer.parseInt(extents[1]), Integer.parseInt(extents[2]));
  }

  /** The number of values, channels × height × width. */
  public int size() {
    return channels * height * width;
  }

  private static String text(int channels, int height, int width) {
    return channels + "×" + height + "×" + width;
  }

  @Override
  public String toString() {
    return text(channels, height, width);
  }
}
