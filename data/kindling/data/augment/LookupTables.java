package kindling.data.augment;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import kindling.data.ImageShape;

/**
 * A new value for every unsigned byte, for each channel: [channels][256]. Stretching and equalizing
 * are those of PIL's ImageOps.
 */
record LookupTables(byte[][] values) {
  /** The same for all channels. */
  static LookupTables same(ImageShape shape, IntUnaryOperator value) {
    byte[] table = new byte[256];
    for (int x = 0; x < 256; x++) {
      table[x] = (byte) value.applyAsInt(x);
    }
    byte[][] all = new byte[shape.channels()][];
    Arrays.fill(all, table);
    return new LookupTables(all);
  }

  /** Spreads each channel from 0 to 255; a channel of one value stays. */
  static LookupTables stretched(byte[] image, ImageShape shape) {
    byte[][] tables = new byte[shape.channels()][256];
    for (int c = 0; c < tables.length; c++) {
      int[] counts = counts(image, shape, c);
      int low = 0;
      while (counts[low] == 0) {
        low++;
      }
      int high = 255;
      while (counts[high] == 0) {
        high--;
      }
      for (int x = 0; x < 256; x++) {
        int value = low == high ? x : (int) Math.floor((x - low) * 255.0 / (high - low));
        tables[c][x] = (byte) Math.max(0, Math.min(255, value));
      }
    }
    return new LookupTables(tables);
  }

  /** Gives each channel's values the ranks that their counts call for. */
  static LookupTables equalized(byte[] image, ImageShape shape) {
    byte[][] tables = new byte[shape.channels()][256];
    for (int c = 0; c < tables.length; c++) {
      int[] counts = counts(image, shape, c);
      int last = 255;
      while (counts[last] == 0) {
        last--;
      }
      int step = (shape.height() * shape.width() - counts[last]) / 255;
      int sum = step / 2;
      for (int x = 0; x < 256; x++) {
        tables[c][x] = (byte) (step == 0 ? x : Math.min(255, sum / step));
        sum += counts[x];
      }
    }
    return new LookupTables(tables);
  }

  private static int[] counts(byte[] image, ImageShape shape, int channel) {
    int[] counts = new int[256];
    int plane = shape.height() * shape.width();
    for (int i = channel * plane; i < (channel + 1) * plane; i++) {
      counts[image[i] & 0xFF]++;
    }
    return counts;
  }

  void apply(byte[] from, byte[] to, ImageShape shape) {
    int plane = shape.height() * shape.width();
    for (int i = 0; i < shape.size(); i++) {
      to[i] = values[i / plane][from[i] & 0xFF];
    }
  }
}
