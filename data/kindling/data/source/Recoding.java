package kindling.data.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import kindling.data.BadImageException;
import kindling.data.DataLimits;
import kindling.data.Pixels;
import kindling.data.source.EncodedReader.EncodedImage;

/**
 * What becomes of an image on its way into a prepared set: copied byte by byte, or scaled down and
 * encoded as JPEG.
 *
 * @param shortSide of the image afterwards, where it is longer before; 0: as it is found
 * @param quality of JPEG, 1 to 100
 * @param everything whether images that are not scaled are encoded anew too
 */
public record Recoding(int shortSide, int quality, boolean everything) implements Serializable {
  /** Every image as it is. */
  public static final Recoding NONE = new Recoding(0, 90, false);

  public Recoding {
    if (shortSide < 0 || quality < 1 || quality > 100) {
      throw new IllegalArgumentException(
          "expected a short side of at least 0 and a quality of 1 to 100, found "
              + shortSide
              + " and "
              + quality);
    }
  }

  /** The image as it goes into the set; its pixels are what its bytes decode to. */
  public EncodedImage apply(EncodedImage found) throws BadImageException {
    int height = found.pixels().shape().height();
    int width = found.pixels().shape().width();
    int side = Math.min(height, width);
    boolean scales = shortSide > 0 && side > shortSide;
    if (!scales && !everything) {
      return found;
    }
    Pixels pixels =
        scales ? found.pixels().resize(scaled(height, side), scaled(width, side)) : found.pixels();
    byte[] bytes = jpeg(pixels);
    return new EncodedImage(bytes, ImageDecoder.decode(bytes, DataLimits.DEFAULT));
  }

  private int scaled(int length, int side) {
    return (int) Math.round((double) length * shortSide / side);
  }

  private byte[] jpeg(Pixels pixels) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      ImageWriteParam how = writer.getDefaultWriteParam();
      how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      how.setCompressionQuality(quality / 100f);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(PlainImages.of(pixels), null, null), how);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }
}
