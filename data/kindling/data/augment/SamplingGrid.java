package kindling.data.augment;

import java.util.Arrays;
import kindling.data.ImageShape;

/**
 * Where each row and column of a view lies in its image; -1: black. The rows and columns that are
 * not black stand side by side.
 */
record SamplingGrid(int[] rows, int[] columns) {
  /** Shows the image from (down, right) pixels off its corner, then mirrored or not. */
  static SamplingGrid of(
      ImageShape shape, int down, int right, Mirror mirror, PaddingMode padding) {
    int[] rows = new int[shape.height()];
    for (int y = 0; y < rows.length; y++) {
      rows[y] = padding.source(y + down, rows.length);
    }
    int[] columns = new int[shape.width()];
    for (int x = 0; x < columns.length; x++) {
      int place = mirror == Mirror.MIRRORED ? columns.length - 1 - x : x;
      columns[x] = padding.source(place + right, columns.length);
    }
    return new SamplingGrid(rows, columns);
  }

  /** The image as it is. */
  static SamplingGrid whole(ImageShape shape) {
    return of(shape, 0, 0, Mirror.AS_IS, PaddingMode.BLACK);
  }

  /** Which way a view looks. */
  enum Mirror {
    AS_IS,
    MIRRORED
  }

  /**
   * Writes the view of an image into a batch.
   *
   * @param image channels × height × width unsigned bytes
   * @param table the value of each byte, for every channel: [channels][256]
   * @param target holds the values from {@code offset} on
   */
  void write(byte[] image, ImageShape shape, float[][] table, float[] target, int offset) {
    int first = first();
    int last = last(first);
    int width = columns.length;
    for (int c = 0; c < shape.channels(); c++) {
      float[] values = table[c];
      for (int y = 0; y < rows.length; y++) {
        int out = offset + (c * rows.length + y) * width;
        if (rows[y] < 0) {
          Arrays.fill(target, out, out + width, values[0]);
          continue;
        }
        int in = (c * rows.length + rows[y]) * width;
        for (int x = 0; x < first; x++) {
          target[out + x] = values[0];
        }
        for (int x = first; x < last; x++) {
          target[out + x] = values[image[in + columns[x]] & 0xFF];
        }
        for (int x = last; x < width; x++) {
          target[out + x] = values[0];
        }
      }
    }
  }

  /** Writes the view as unsigned bytes. */
  void write(byte[] image, ImageShape shape, byte[] target) {
    int width = columns.length;
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = 0; y < rows.length; y++) {
        int out = (c * rows.length + y) * width;
        int in = (c * rows.length + rows[y]) * width;
        for (int x = 0; x < width; x++) {
          target[out + x] = rows[y] < 0 || columns[x] < 0 ? 0 : image[in + columns[x]];
        }
      }
    }
  }

  private int first() {
    int first = 0;
    while (first < columns.length && columns[first] < 0) {
      first++;
    }
    return first;
  }

  private int last(int first) {
    int last = first;
    while (last < columns.length && columns[last] >= 0) {
      last++;
    }
    return last;
  }
}
