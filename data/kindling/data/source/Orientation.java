package kindling.data.source;

import com.twelvemonkeys.imageio.metadata.Entry;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEG;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegment;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegmentUtil;
import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import kindling.data.ImageShape;
import kindling.data.Pixels;

/**
 * How a picture lies in its file, as the tag Orientation says (TIFF 6.0, 1992; Exif in JPEGs), and
 * how it becomes upright. In the order of the tag's values.
 */
enum Orientation {
  UPRIGHT,
  MIRRORED,
  UPSIDE_DOWN,
  FLIPPED,
  TRANSPOSED,
  TURNED_LEFT,
  TRANSVERSED,
  TURNED_RIGHT;

  private static final String EXIF = "Exif";

  /** Of a file; upright where it says nothing, or nothing that can be read. */
  static Orientation of(byte[] file) {
    try {
      if (file.length > 4 && (file[0] & 0xFF) == 0xFF && (file[1] & 0xFF) == 0xD8) {
        return ofJpeg(file);
      }
      return TiffSamples.isTiff(file) ? tagged(stream(new ByteArrayInputStream(file))) : UPRIGHT;
    } catch (IOException | RuntimeException e) {
      // A picture that can be decoded is used, whatever is written about it.
      return UPRIGHT;
    }
  }

  private static Orientation ofJpeg(byte[] file) throws IOException {
    try (ImageInputStream in = stream(new ByteArrayInputStream(file))) {
      List<JPEGSegment> exif = JPEGSegmentUtil.readSegments(in, JPEG.APP1, EXIF);
      if (exif.isEmpty()) {
        return UPRIGHT;
      }
      InputStream data = exif.get(0).data();
      // The name is followed by two zeros, of which the library has taken one.
      return data.read() == 0 ? tagged(stream(data)) : UPRIGHT;
    }
  }

  private static ImageInputStream stream(InputStream data) {
    return new MemoryCacheImageInputStream(data);
  }

  private static Orientation tagged(ImageInputStream tiff) throws IOException {
    try (tiff) {
      Entry entry = new TIFFReader().read(tiff).getEntryById(TIFF.TAG_ORIENTATION);
      if (entry == null || !(entry.getValue() instanceof Number value)) {
        return UPRIGHT;
      }
      int number = value.intValue();
      return number >= 1 && number <= values().length ? values()[number - 1] : UPRIGHT;
    }
  }

  /** The picture as it is meant. */
  Pixels upright(Pixels found) {
    if (this == UPRIGHT) {
      return found;
    }
    boolean swaps = ordinal() >= TRANSPOSED.ordinal();
    int height = found.shape().height();
    int width = found.shape().width();
    ImageShape shape =
        new ImageShape(found.shape().channels(), swaps ? width : height, swaps ? height : width);
    byte[] planes = new byte[shape.size()];
    int at = 0;
    for (int channel = 0; channel < shape.channels(); channel++) {
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          int from = position(y, x, height, width);
          planes[at++] = found.planes()[channel * height * width + from];
        }
      }
    }
    return new Pixels(shape, planes);
  }

  /** Where in the file the pixel of a row and a column of the upright picture is. */
  private int position(int y, int x, int height, int width) {
    return switch (this) {
      case UPRIGHT -> y * width + x;
      case MIRRORED -> y * width + width - 1 - x;
      case UPSIDE_DOWN -> (height - 1 - y) * width + width - 1 - x;
      case FLIPPED -> (height - 1 - y) * width + x;
      case TRANSPOSED -> x * width + y;
      case TURNED_LEFT -> (height - 1 - x) * width + y;
      case TRANSVERSED -> (height - 1 - x) * width + width - 1 - y;
      case TURNED_RIGHT -> x * width + width - 1 - y;
    };
  }
}
