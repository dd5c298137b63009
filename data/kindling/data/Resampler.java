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
    int[][] narrowed = new int[(taken + 3) / 4 * 4][columns.length()];
    int[] sums = new int[columns.length()];
    for (int c = 0; c < shape.channels(); c++) {
      int start = (c * found.height() + rows.from()) * found.width();
      narrow(picture.planes(), start, found.width(), taken, narrowed);
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

  /** Scales rows to the width, four at a time so that weights are read once for them. */
  private void narrow(byte[] source, int start, int width, int taken, int[][] target) {
    for (int y = 0; y < taken; y += 4) {
      int first = start + y * width;
      int second = start + Math.min(y + 1, taken - 1) * width;
      int third = start + Math.min(y + 2, taken - 1) * width;
      int fourth = start + Math.min(y + 3, taken - 1) * width;
      for (int x = 0; x < columns.length(); x++) {
        int[] weights = columns.weights()[x];
        int from = columns.first()[x];
        int a = HALF;
        int b = HALF;
        int c = HALF;
        int d = HALF;
        for (int k = 0; k < weights.length; k++) {
          int weight = weights[k];
          a += weight * (source[first + from + k] & 0xFF);
          b += weight * (source[second + from + k] & 0xFF);
          c += weight * (source[third + from + k] & 0xFF);
          d += weight * (source[fourth + from + k] & 0xFF);
        }
        target[y][x] = a >> ResamplingWeights.BITS;
        target[y + 1][x] = b >> ResamplingWeights.BITS;
        target[y + 2][x] = c >> ResamplingWeights.BITS;
        target[y + 3][x] = d >> ResamplingWeights.BITS;
      }
    }
  }

  private void mix(int[][] narrowed, int y, int[] sums) {
    Arrays.fill(sums, HALF);
    int[] weights = rows.weights()[y];
    for (int k = 0; k < weights.length; k++) {
      int[] row = narrowed[rows.first()[y] - rows.from() + k];
      int weight = weights[k];
      for (int x = 0; x < sums.length; x++) {
        sums[x] += weight * row[x];
      }
    }
  }
}
