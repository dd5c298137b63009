package kindling.data;

import java.util.Arrays;

/**
 * Scales a picture by a triangle filter, to the bits of PIL's BILINEAR: along rows first, rounded
 * to bytes, then along columns.
 */
final class Resampler {
  private static final int HALF = 1 << (ResamplingWeights.BITS - 1);

  private final ResamplingWeights rows;
  private final ResamplingWeights columns;

  /**
   * Takes the rows and the columns of a view.
   *
   * @param rows in a picture's height
   * @param columns in its width
   */
  Resampler(ResamplingWeights rows, ResamplingWeights columns) {
    this.rows = rows;
    this.columns = columns;
  }

  Pixels apply(Pixels picture) {
    ImageShape found = picture.shape();
    ImageShape shape = new ImageShape(found.channels(), rows.length(), columns.length());
    byte[] scaled = new byte[shape.size()];
    int taken = rows.to() - rows.from();
    int[] narrowed = new int[taken * columns.length()];
    int[] sums = new int[columns.length()];
    for (int c = 0; c < shape.channels(); c++) {
      int start = (c * found.height() + rows.from()) * found.width();
      for (int y = 0; y < taken; y++) {
        narrow(picture.planes(), start + y * found.width(), narrowed, y * columns.length());
      }
      for (int y = 0; y < rows.length(); y++) {
        mix(narrowed, y, sums);
        int out = (c * rows.length() + y) * sums.length;
        for (int x = 0; x < sums.length; x++) {
          scaled[out + x] = (byte) (sums[x] >> ResamplingWeights.BITS);
        }
      }
    }
    return new Pixels(shape, scaled);
  }

  private void narrow(byte[] source, int start, int[] target, int out) {
    for (int x = 0; x < columns.length(); x++) {
      int[] weights = columns.weights()[x];
      int from = start + columns.first()[x];
      int sum = HALF;
      for (int k = 0; k < weights.length; k++) {
        sum += weights[k] * (source[from + k] & 0xFF);
      }
      target[out + x] = sum >> ResamplingWeights.BITS;
    }
  }

  private void mix(int[] narrowed, int y, int[] sums) {
    Arrays.fill(sums, HALF);
    int[] weights = rows.weights()[y];
    for (int k = 0; k < weights.length; k++) {
      int from = (rows.first()[y] - rows.from() + k) * sums.length;
      int weight = weights[k];
      for (int x = 0; x < sums.length; x++) {
        sums[x] += weight * narrowed[from + x];
      }
    }
  }
}
