package kindling.data;

import java.util.Arrays;

/**
 * A decoded image as it was found: channels (1 gray, 3 RGB) × height × width unsigned bytes.
 *
 * <p>Converting to gray takes the luma of ITU-R BT.601, as PIL does; gray becomes RGB by
 * repetition.
 */
public record Pixels(ImageShape shape, byte[] planes) {

  /** The same in grey, or in three equal channels; itself where it has so many. */
  public Pixels withChannels(int channels) {
    if (channels == shape.channels()) {
      return this;
    }
    int plane = shape.height() * shape.width();
    byte[] converted = new byte[channels * plane];
    if (channels == 1) {
      for (int i = 0; i < plane; i++) {
        int red = planes[i] & 0xFF;
        int green = planes[plane + i] & 0xFF;
        int blue = planes[2 * plane + i] & 0xFF;
        converted[i] = (byte) ((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
      }
    } else {
      for (int c = 0; c < channels; c++) {
        System.arraycopy(planes, 0, converted, c * plane, plane);
      }
    }
    return new Pixels(new ImageShape(channels, shape.height(), shape.width()), converted);
  }

  /**
   * Scales until the image just covers the size and crops around its centre: each value is a
   * weighted mean over the source area under it (a triangle filter, as PIL's BILINEAR), in double.
   */
  Pixels resizeAndCenterCrop(int height, int width) {
    double scale = Math.max((double) height / shape.height(), (double) width / shape.width());
    return resampled(
        ResamplingWeights.of(shape.height(), height, scale),
        ResamplingWeights.of(shape.width(), width, scale));
  }

  /** The rectangle with this corner and size, which lies inside the image. */
  public Pixels crop(int top, int left, int height, int width) {
    byte[] part = new byte[shape.channels() * height * width];
    for (int row = 0; row < shape.channels() * height; row++) {
      int from = (row / height * shape.height() + top + row % height) * shape.width() + left;
      System.arraycopy(planes, from, part, row * width, width);
    }
    return new Pixels(new ImageShape(shape.channels(), height, width), part);
  }

  /** Scales each side by itself to the size, with the same filter. */
  public Pixels resize(int height, int width) {
    return resampled(
        ResamplingWeights.of(shape.height(), height, (double) height / shape.height()),
        ResamplingWeights.of(shape.width(), width, (double) width / shape.width()));
  }

  private Pixels resampled(ResamplingWeights rows, ResamplingWeights columns) {
    int height = rows.first().length;
    int width = columns.first().length;
    int channels = shape.channels();
    byte[] covered = new byte[channels * height * width];
    double[] line = new double[shape.width()];
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        mixRows(c, rows, y, line);
        for (int x = 0; x < width; x++) {
          double value = columns.weightedSum(line, x);
          covered[(c * height + y) * width + x] = (byte) Math.round(value);
        }
      }
    }
    return new Pixels(new ImageShape(channels, height, width), covered);
  }

  private void mixRows(int channel, ResamplingWeights rows, int y, double[] line) {
    Arrays.fill(line, 0);
    double[] weights = rows.weights()[y];
    for (int k = 0; k < weights.length; k++) {
      int start = (channel * shape.height() + rows.first()[y] + k) * shape.width();
      for (int x = 0; x < line.length; x++) {
        line[x] += weights[k] * (planes[start + x] & 0xFF);
      }
    }
  }
}
