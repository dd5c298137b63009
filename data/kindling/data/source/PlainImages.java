package kindling.data.source;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import kindling.data.Pixels;

/** Pixels as Java's encoders take them. */
public final class PlainImages {
  private PlainImages() {}

  /** An image encoded as PNG, which decodes to the same pixels. */
  public static byte[] png(Pixels pixels) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(of(pixels), "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** An image in gray or RGB. */
  static BufferedImage of(Pixels pixels) {
    int height = pixels.shape().height();
    int width = pixels.shape().width();
    boolean gray = pixels.shape().channels() == 1;
    BufferedImage image =
        new BufferedImage(
            width, height, gray ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    int plane = height * width;
    byte[] planes = pixels.planes();
    if (gray) {
      image.getRaster().setDataElements(0, 0, width, height, planes);
      return image;
    }
    int[] colours = new int[plane];
    for (int i = 0; i < plane; i++) {
      colours[i] =
          (planes[i] & 0xFF) << 16 | (planes[plane + i] & 0xFF) << 8 | planes[2 * plane + i] & 0xFF;
    }
    image.setRGB(0, 0, width, height, colours, 0, width);
    return image;
  }
}
