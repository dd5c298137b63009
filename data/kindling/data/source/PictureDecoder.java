package kindling.data.source;

import java.awt.image.BufferedImage;
import java.io.Serializable;
import kindling.data.BadImageException;
import kindling.data.DataLimits;
import kindling.data.Pixels;

/** Decodes encoded images to upright pixels at the size at which they are found. */
public record PictureDecoder(OrientationPolicy orientation, DataLimits limits)
    implements Serializable {
  /**
   * A decoded image.
   *
   * @param turned whether it was turned upright
   */
  public record Picture(Pixels pixels, boolean turned) {}

  /** A picture in memory as decoding it would give it: gray or sRGB, laid on black. */
  public static Pixels pixels(BufferedImage image) {
    return ImageDecoder.pixels(image);
  }

  /** Decodes an image; BadImageException where that cannot be done. */
  public Picture decode(byte[] encoded) throws BadImageException {
    Pixels pixels = ImageDecoder.decode(encoded, limits);
    Orientation found =
        orientation == OrientationPolicy.APPLY ? Orientation.of(encoded) : Orientation.UPRIGHT;
    return new Picture(found.upright(pixels), found != Orientation.UPRIGHT);
  }
}
