package kindling.data.picture;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import javax.imageio.ImageIO;
import kindling.data.ImageShape;
import kindling.data.shard.Shard;

/**
 * What an example looks like, for people.
 *
 * @param id of the example
 * @param png the image, made smaller where it is large
 */
public record Thumbnail(int id, byte[] png) implements Serializable {
  private static final int SIDE_AT_MOST = 128;

  /**
   * The picture of one row of a shard. Runs on an executor.
   *
   * @throws IOException never, but that Java's encoder declares it
   */
  public static Thumbnail of(Shard shard, int row) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(smaller(image(shard.shape(), shard.pixels(row))), "png", png);
    return new Thumbnail(shard.ids()[row], png.toByteArray());
  }

  /** One channel is gray, three are RGB. */
  private static BufferedImage image(ImageShape shape, byte[] pixels) {
    int plane = shape.height() * shape.width();
    boolean rgb = shape.channels() >= 3;
    BufferedImage image =
        new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < shape.height(); y++) {
      for (int x = 0; x < shape.width(); x++) {
        int at = y * shape.width() + x;
        int red = pixels[at] & 0xFF;
        int green = rgb ? pixels[plane + at] & 0xFF : red;
        int blue = rgb ? pixels[2 * plane + at] & 0xFF : red;
        image.setRGB(x, y, red << 16 | green << 8 | blue);
      }
    }
    return image;
  }

  private static BufferedImage smaller(BufferedImage image) {
    int side = Math.max(image.getWidth(), image.getHeight());
    if (side <= SIDE_AT_MOST) {
      return image;
    }
    int width = Math.max(1, image.getWidth() * SIDE_AT_MOST / side);
    int height = Math.max(1, image.getHeight() * SIDE_AT_MOST / side);
    BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = small.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return small;
  }
}
