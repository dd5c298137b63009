package kindling.driver.ml.frame;

import kindling.data.BadImageException;
import kindling.data.ImageShape;
import kindling.data.Pixels;
import kindling.data.source.PlainImages;
import org.apache.spark.sql.Row;

/**
 * An image as Spark's own data source gives it: rows of pixels of 1, 3 or 4 bytes, blue first. What
 * is transparent is laid on black. On executors.
 */
final class SparkImage {
  private SparkImage() {}

  /** The image as PNG; null where Spark could not read it, or it is none. */
  static byte[] png(Row image) {
    try {
      return isAbsent(image) ? null : PlainImages.png(pixels(image));
    } catch (BadImageException e) {
      // Counted among the rows without an image.
      return null;
    }
  }

  /** Whether there is no image: Spark marks what it cannot read so. */
  static boolean isAbsent(Row image) {
    return image == null
        || image.isNullAt(image.fieldIndex("data"))
        || image.<Integer>getAs("height") < 1;
  }

  /**
   * Its pixels.
   *
   * @throws BadImageException where they are not as many bytes as its size says
   */
  static Pixels pixels(Row image) throws BadImageException {
    int height = image.<Integer>getAs("height");
    int width = image.<Integer>getAs("width");
    int channels = image.<Integer>getAs("nChannels");
    byte[] data = image.getAs("data");
    boolean known = channels == 1 || channels == 3 || channels == 4;
    if (!known || width < 1 || (long) height * width * channels != data.length) {
      throw new BadImageException(
          "expected height x width x 1, 3 or 4 channels of bytes, found "
              + height
              + " x "
              + width
              + " x "
              + channels
              + " and "
              + data.length
              + " bytes");
    }
    int plane = height * width;
    if (channels == 1) {
      return new Pixels(new ImageShape(1, height, width), data.clone());
    }
    byte[] planes = new byte[3 * plane];
    for (int i = 0; i < plane; i++) {
      int alpha = channels == 4 ? data[4 * i + 3] & 0xFF : 255;
      for (int c = 0; c < 3; c++) {
        int value = data[channels * i + 2 - c] & 0xFF;
        planes[c * plane + i] = (byte) ((value * alpha + 127) / 255);
      }
    }
    return new Pixels(new ImageShape(3, height, width), planes);
  }
}
