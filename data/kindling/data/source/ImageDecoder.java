package kindling.data.source;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import kindling.data.BadImageException;
import kindling.data.DataLimits;
import kindling.data.ImageShape;
import kindling.data.Pixels;

/**
 * Decodes an image file (JPEG with CMYK, PNG, BMP, GIF, TIFF, WebP; the first picture of several)
 * to 8-bit gray or sRGB, colours under a profile such as Adobe RGB with them; what is transparent
 * is laid on black. Pixels are given as they lie in the file: {@link Orientation} turns them.
 */
final class ImageDecoder {
  /** A JPEG decoder's warnings where it fills up what is missing with gray. */
  private static final List<String> CUT_OFF =
      List.of(
          "Truncated File - Missing EOI marker",
          "Corrupt JPEG data: premature end of data segment");

  private ImageDecoder() {}

  /**
   * Decodes a file.
   *
   * @param limits that images keep to; one that declares too many pixels is refused before memory
   *     is taken for them
   */
  static Pixels decode(byte[] file, DataLimits limits) throws BadImageException {
    Optional<JpegHeader> jpeg = JpegHeader.ofOrdinary(file);
    if (jpeg.isPresent()) {
      limits.checkPixels(jpeg.get().height(), jpeg.get().width());
      Optional<Pixels> pixels = JpegDecoder.decode(file, jpeg.get());
      if (pixels.isPresent()) {
        return pixels.get();
      }
    }
    return decodeByImageIo(file, limits);
  }

  /** Any image; what is wrong with a damaged one is in the message. */
  static Pixels decodeByImageIo(byte[] file, DataLimits limits) throws BadImageException {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new BadImageException(
            file.length == 0
                ? "the file is empty"
                : "expected an image (JPEG, PNG, BMP, GIF, TIFF, WebP), found none of their signatures");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        return TiffSamples.isTiff(file)
            ? decodeTiff(reader, TiffSamples.of(file), limits)
            : decode(reader, limits);
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      // Decoders meet damaged files with any runtime exception; the bytes are in memory already,
      // so none of them is a failure of the storage.
      throw new BadImageException("cannot be decoded: " + e, e);
    }
  }

  private static Pixels decodeTiff(ImageReader reader, TiffSamples samples, DataLimits limits)
      throws IOException, BadImageException {
    if (samples.isUsual()) {
      return decode(reader, limits);
    }
    limits.checkPixels(reader.getHeight(0), reader.getWidth(0));
    return samples.pixels(reader.read(0).getRaster());
  }

  private static Pixels decode(ImageReader reader, DataLimits limits)
      throws IOException, BadImageException {
    limits.checkPixels(reader.getHeight(0), reader.getWidth(0));
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    BufferedImage image = reader.read(0);
    if (warnings.containsAll(CUT_OFF)) {
      throw new BadImageException("cannot be decoded: the file is cut off");
    }
    limits.checkPixels(image.getHeight(), image.getWidth());
    return pixels(image);
  }

  /** A decoded picture in gray or sRGB, on black. */
  static Pixels pixels(BufferedImage image) {
    ColorModel colors = image.getColorModel();
    if (colors.getNumColorComponents() == 1) {
      return gray(image.getRaster(), colors);
    }
    if (image.getType() == BufferedImage.TYPE_3BYTE_BGR) {
      return bgr(image);
    }
    return colors instanceof IndexColorModel palette && isGray(palette)
        ? rgb(image).withChannels(1)
        : rgb(image);
  }

  /** Takes the samples as stored: BufferedImage.getRGB would brighten gray as if it were linear. */
  private static Pixels gray(Raster raster, ColorModel colors) {
    int plane = raster.getWidth() * raster.getHeight();
    int[] samples =
        raster.getSamples(
            raster.getMinX(),
            raster.getMinY(),
            raster.getWidth(),
            raster.getHeight(),
            0,
            new int[plane]);
    int top = (1 << raster.getSampleModel().getSampleSize(0)) - 1;
    byte[] planes = new byte[plane];
    for (int i = 0; i < plane; i++) {
      planes[i] = (byte) ((samples[i] * 255L + top / 2) / top);
    }
    if (colors.hasAlpha() && raster.getNumBands() > 1) {
      int alphaTop = (1 << raster.getSampleModel().getSampleSize(1)) - 1;
      raster.getSamples(
          raster.getMinX(), raster.getMinY(), raster.getWidth(), raster.getHeight(), 1, samples);
      for (int i = 0; i < plane; i++) {
        planes[i] = (byte) (((planes[i] & 0xFF) * (long) samples[i] + alphaTop / 2) / alphaTop);
      }
    }
    return new Pixels(new ImageShape(1, raster.getHeight(), raster.getWidth()), planes);
  }

  /**
   * What is stored so needs no conversion by BufferedImage.getRGB, which takes most of the time.
   */
  private static Pixels bgr(BufferedImage image) {
    int height = image.getHeight();
    int width = image.getWidth();
    int plane = height * width;
    byte[] planes = new byte[3 * plane];
    byte[] row = new byte[3 * width];
    for (int y = 0; y < height; y++) {
      image.getRaster().getDataElements(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        int at = y * width + x;
        planes[at] = row[3 * x];
        planes[plane + at] = row[3 * x + 1];
        planes[2 * plane + at] = row[3 * x + 2];
      }
    }
    return new Pixels(new ImageShape(3, height, width), planes);
  }

  private static Pixels rgb(BufferedImage image) {
    int height = image.getHeight();
    int width = image.getWidth();
    int plane = height * width;
    byte[] planes = new byte[3 * plane];
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        int argb = row[x];
        int alpha = argb >>> 24;
        int at = y * width + x;
        planes[at] = onBlack((argb >> 16) & 0xFF, alpha);
        planes[plane + at] = onBlack((argb >> 8) & 0xFF, alpha);
        planes[2 * plane + at] = onBlack(argb & 0xFF, alpha);
      }
    }
    return new Pixels(new ImageShape(3, height, width), planes);
  }

  private static byte onBlack(int value, int alpha) {
    return (byte) ((value * alpha + 127) / 255);
  }

  private static boolean isGray(IndexColorModel palette) {
    for (int i = 0; i < palette.getMapSize(); i++) {
      if (palette.getRed(i) != palette.getGreen(i) || palette.getRed(i) != palette.getBlue(i)) {
        return false;
      }
    }
    return true;
  }
}
