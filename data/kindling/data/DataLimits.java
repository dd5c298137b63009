package kindling.data;

import java.io.Serializable;
import java.util.Locale;

/**
 * The most that a dataset's files may ask for, so that a decompression bomb or a mistaken path ends
 * in a message and not in a lack of memory. Checked against what a file declares before memory is
 * taken, and against what comes out.
 *
 * @param imagePixels height × width of one image
 * @param imageBytes of one image's file or zip entry, decompressed
 * @param gzipBytes of one gzipped record file, decompressed: a task holds it in memory
 * @param classes of a dataset: scores hold a count for each pair of them
 */
public record DataLimits(int imagePixels, int imageBytes, int gzipBytes, int classes)
    implements Serializable {
  /** What holds unless the settings say otherwise. */
  public static final DataLimits DEFAULT = new DataLimits(50_000_000, 256 << 20, 1 << 30, 2_000);

  public DataLimits {
    if (imagePixels < 1 || imageBytes < 1 || gzipBytes < 1 || classes < 2) {
      throw new IllegalArgumentException(
          "expected limits of at least 1, and 2 for classes, found "
              + imagePixels
              + ", "
              + imageBytes
              + ", "
              + gzipBytes
              + " and "
              + classes);
    }
  }

  /** The same for a file that lies there decompressed. */
  public DataLimits withoutGzip() {
    return new DataLimits(imagePixels, imageBytes, Integer.MAX_VALUE, classes);
  }

  /** Refuses an image of more pixels than one may have. */
  public void checkPixels(long height, long width) throws BadImageException {
    if (height * width > imagePixels) {
      throw new BadImageException(tooManyPixels(height, width));
    }
  }

  /** What is wrong with such an image, and what to do. */
  public String tooManyPixels(long height, long width) {
    return String.format(
        Locale.ROOT,
        "expected at most %,d pixels (data.max-image-pixels), found %d×%d (height×width)",
        imagePixels,
        height,
        width);
  }

  /** Refuses an image file of more bytes than one may have. */
  public void checkBytes(long bytes) throws BadImageException {
    if (bytes > imageBytes) {
      throw new BadImageException(
          String.format(
              Locale.ROOT,
              "expected a file of at most %,d bytes (data.max-image-bytes), found %,d",
              imageBytes,
              bytes));
    }
  }

  /**
   * Refuses a gzipped file by its size, decompressed.
   *
   * @param found what it declares, or as much as was read
   */
  public void checkGzip(Object path, long found) {
    if (found > gzipBytes) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: expected at most %,d bytes behind the compression (data.max-gzip-bytes), found"
                  + " %,d or more. Decompress the file, so that it is read in place, or raise the"
                  + " limit",
              path,
              gzipBytes,
              found));
    }
  }

  /** Refuses more classes than anyone means, before each of their folders is opened. */
  public void checkClasses(int found, String in) {
    if (found > classes) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: expected at most %,d classes (data.max-classes), found %,d. Does data.path name"
                  + " a folder whose folders are the classes? If they are that many, raise the"
                  + " limit",
              in,
              classes,
              found));
    }
  }
}
