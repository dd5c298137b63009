package kindling.data.source;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import kindling.data.DataException;
import kindling.data.DataLimits;
import kindling.data.Storage;
import org.apache.commons.compress.utils.IOUtils;
import org.apache.hadoop.fs.Path;

/**
 * An IDX file, checked to its last byte on the driver.
 *
 * @param count the number of records that it declares
 * @param rows the height of its images, 1 for labels
 * @param columns the width of its images, 1 for labels
 * @param labels one unsigned byte per record; empty for images
 */
record IdxFile(Path path, int count, int rows, int columns, byte[] labels) {
  static final int IMAGES_MAGIC = 0x00000803;
  static final int LABELS_MAGIC = 0x00000801;
  static final int IMAGES_HEADER_BYTES = 16;

  static IdxFile images(Storage storage, Path path, DataLimits limits) throws IOException {
    return read(storage, path, IMAGES_MAGIC, limits);
  }

  static IdxFile labels(Storage storage, Path path, DataLimits limits) throws IOException {
    return read(storage, path, LABELS_MAGIC, limits);
  }

  private static IdxFile read(Storage storage, Path path, int magic, DataLimits limits)
      throws IOException {
    try (InputStream content = RecordFiles.open(storage, path)) {
      DataInputStream in = new DataInputStream(content);
      DataLimits held = content instanceof GZIPInputStream ? limits : limits.withoutGzip();
      int found = in.readInt();
      if (found != magic) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: expected IDX %s (magic number 0x%08x), found 0x%08x",
                path,
                magic == IMAGES_MAGIC ? "images" : "labels",
                magic,
                found));
      }
      return magic == IMAGES_MAGIC ? readImages(in, path, held) : readLabels(in, path, held);
    } catch (EOFException | ZipException e) {
      throw new DataException(
          path + ": expected a whole IDX file, found one that is empty or cut off; copy it again",
          e);
    }
  }

  private static IdxFile readImages(DataInputStream in, Path path, DataLimits limits)
      throws IOException {
    int count = positive(in.readInt(), "images", path);
    int rows = positive(in.readInt(), "rows", path);
    int columns = positive(in.readInt(), "columns", path);
    if ((long) rows * columns > limits.imagePixels()) {
      throw new DataException(path + ": " + limits.tooManyPixels(rows, columns));
    }
    long expected = (long) count * rows * columns;
    limits.checkGzip(path, IMAGES_HEADER_BYTES + expected);
    checkLength(expected, IOUtils.skip(in, expected + 1), path);
    return new IdxFile(path, count, rows, columns, new byte[0]);
  }

  private static IdxFile readLabels(DataInputStream in, Path path, DataLimits limits)
      throws IOException {
    int count = positive(in.readInt(), "labels", path);
    limits.checkGzip(path, count);
    byte[] labels = in.readNBytes(Math.min(count, Integer.MAX_VALUE - 1) + 1);
    checkLength(count, labels.length, path);
    return new IdxFile(path, count, 1, 1, labels);
  }

  private static int positive(int value, String what, Path path) {
    if (value < 1) {
      throw new DataException(path + ": expected at least 1 of " + what + ", found " + value);
    }
    return value;
  }

  private static void checkLength(long expected, long found, Path path) {
    if (found != expected) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: expected %,d bytes after the header, found %,d%s; copy the file again",
              path,
              expected,
              Math.min(found, expected),
              found > expected ? " and more" : ""));
    }
  }
}
