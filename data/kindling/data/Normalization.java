package kindling.data;

import java.io.Serializable;

/**
 * The mean and standard deviation of every channel, of inputs scaled to [0,1]; an unsigned byte x
 * becomes (x/255 - mean) / std.
 *
 * <p>Throws IllegalArgumentException where the lengths differ or a value is not finite, or a
 * deviation is not above 0.
 */
public record Normalization(float[] mean, float[] std) implements Serializable {
  public Normalization {
    if (mean.length == 0 || mean.length != std.length) {
      throw new IllegalArgumentException(
          "expected a mean and a deviation for every channel, found "
              + mean.length
              + " and "
              + std.length);
    }
    for (int c = 0; c < mean.length; c++) {
      if (!Float.isFinite(mean[c]) || !Float.isFinite(std[c]) || std[c] <= 0) {
        throw new IllegalArgumentException(
            "channel "
                + c
                + ": expected a finite mean and a deviation above 0, found "
                + mean[c]
                + " and "
                + std[c]);
      }
    }
  }

  /** The normalised value of every unsigned byte, for every channel: [channels][256]. */
  public float[][] table() {
    float[][] table = new float[mean.length][256];
    for (int c = 0; c < mean.length; c++) {
      for (int x = 0; x < 256; x++) {
        table[c][x] = (float) ((x / 255.0 - mean[c]) / std[c]);
      }
    }
    return table;
  }
}
