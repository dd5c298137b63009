package kindling.data.source;

import com.twelvemonkeys.imageio.metadata.Directory;
import com.twelvemonkeys.imageio.metadata.Entry;
import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import kindling.data.BadImageException;
import kindling.data.ImageShape;
import kindling.data.Pixels;

/**
 * What the numbers in a TIFF file mean where Java's reader gives them as they lie there: signed
 * samples, samples of 32 bits, inks (TIFF 6.0, 1992, sections 16 and 19).
 *
 * @param format of the samples: 1 unsigned, 2 signed, 3 floating point
 * @param bits of each
 * @param photometric 1 black is zero, 2 RGB, 5 inks
 * @param samples of a pixel
 */
record TiffSamples(int format, int bits, int photometric, int samples) {
  private static final int UNSIGNED = 1;
  private static final int SIGNED = 2;
  private static final int BLACK_IS_ZERO = 1;
  private static final int RGB = 2;
  private static final int INKS = 5;

  private static final TiffSamples USUAL = new TiffSamples(UNSIGNED, 8, RGB, 3);

  /** Of a file; the usual where its tags cannot be read, which is left to the decoder to judge. */
  static TiffSamples of(byte[] file) {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      Directory tags = new TIFFReader().read(in);
      return new TiffSamples(
          number(tags, TIFF.TAG_SAMPLE_FORMAT, UNSIGNED),
          number(tags, TIFF.TAG_BITS_PER_SAMPLE, 1),
          number(tags, TIFF.TAG_PHOTOMETRIC_INTERPRETATION, BLACK_IS_ZERO),
          number(tags, TIFF.TAG_SAMPLES_PER_PIXEL, 1));
    } catch (IOException | RuntimeException e) {
      return USUAL;
    }
  }

  static boolean isTiff(byte[] file) {
    return file.length > 8
        && (file[0] == 'I' && file[1] == 'I' && file[2] == 42 && file[3] == 0
            || file[0] == 'M' && file[1] == 'M' && file[2] == 0 && file[3] == 42);
  }

  /** The value of a tag, or the first of several. */
  private static int number(Directory tags, int tag, int otherwise) throws IOException {
    Entry entry = tags.getEntryById(tag);
    Object value = entry == null ? null : entry.getValue();
    if (value instanceof Number one) {
      return one.intValue();
    } else if (value instanceof int[] many && many.length > 0) {
      return many[0];
    } else if (value instanceof short[] many && many.length > 0) {
      return many[0];
    } else if (value instanceof long[] many && many.length > 0) {
      return (int) many[0];
    } else if (value == null) {
      return otherwise;
    }
    throw new IOException("expected a number in the TIFF tag " + tag + ", found " + value);
  }

  /** Whether Java's reader and colours give what the file means. */
  boolean isUsual() {
    return format == UNSIGNED && bits <= 16 && photometric != INKS;
  }

  /** The picture, from samples as they lie in the file. */
  Pixels pixels(Raster raster) throws BadImageException {
    boolean whole = format == UNSIGNED || format == SIGNED;
    boolean known = photometric == BLACK_IS_ZERO || photometric == RGB || photometric == INKS;
    if (!whole || !known || bits > 32 || raster.getNumBands() < bands()) {
      throw new BadImageException(
          "expected TIFF samples that are whole numbers of up to 32 bits, gray, RGB or CMYK, found"
              + String.format(
                  Locale.ROOT,
                  " format %d of %d bits, photometric %d; convert it to 8 bits a channel",
                  format,
                  bits,
                  photometric));
    }
    int plane = raster.getWidth() * raster.getHeight();
    int[][] values =
        IntStream.range(0, bands()).mapToObj(band -> band(raster, band)).toArray(int[][]::new);
    int channels = photometric == BLACK_IS_ZERO ? 1 : 3;
    byte[] planes = new byte[channels * plane];
    for (int channel = 0; channel < channels; channel++) {
      for (int i = 0; i < plane; i++) {
        int value = values[channel][i];
        planes[channel * plane + i] =
            (byte) (photometric == INKS ? printed(value, values[3][i]) : value);
      }
    }
    return new Pixels(new ImageShape(channels, raster.getHeight(), raster.getWidth()), planes);
  }

  private int bands() {
    return switch (photometric) {
      case INKS -> 4;
      case RGB -> 3;
      default -> 1;
    };
  }

  /** What an ink and black leave of white, as for JPEGs of inks. */
  private static int printed(int ink, int black) {
    return 255 - (ink * (255 - black) / 255 + black);
  }

  /** One band in 8 bits, the least number of its format at 0. */
  private int[] band(Raster raster, int band) {
    int plane = raster.getWidth() * raster.getHeight();
    int[] samples =
        raster.getSamples(
            raster.getMinX(),
            raster.getMinY(),
            raster.getWidth(),
            raster.getHeight(),
            band,
            new int[plane]);
    long top = (1L << bits) - 1;
    long least = format == SIGNED ? 1L << (bits - 1) : 0;
    return LongStream.range(0, plane)
        .map(i -> ((samples[(int) i] + least) & top) * 255 + top / 2)
        .mapToInt(scaled -> (int) (scaled / top))
        .toArray();
  }
}
