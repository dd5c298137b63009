package kindling.data;

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
   * Scales until the image just covers the size and crops around its centre, by the bits of PIL's
   * BILINEAR with a box.
   */
  Pixels resizeAndCenterCrop(int height, int width) {
    double step = Math.min((double) shape.height() / height, (double) shape.width() / width);
    return new Resampler(
            ResamplingWeights.centre(shape.height(), step, height),
            ResamplingWeights.centre(shape.width(), step, width))
        .apply(this);
  }

  /** The rectangle with this corner and size, which lies inside the image. */
  public Pixels crop(int top, int left, int height, int width) {
    if (height == shape.height() && width == shape.width()) {
      return this;
    }
    byte[] part = new byte[shape.channels() * height * width];
    for (int row = 0; row < shape.channels() * height; row++) {
      int from = (row / height * shape.height() + top + row % height) * shape.width() + left;
      System.arraycopy(planes, from, part, row * width, width);
    }
    return new Pixels(new ImageShape(shape.channels(), height, width), part);
  }

  /** Scales each side by itself to the size, to the bits of PIL's BILINEAR. */
  public Pixels resize(int height, int width) {
    if (height == shape.height() && width == shape.width()) {
      return this;
    }
    return new Resampler(
            ResamplingWeights.whole(shape.height(), height),
            ResamplingWeights.whole(shape.width(), width))
        .apply(this);
  }

  /** Scales until the image just fits into the size and lays it on the middle of black. */
  Pixels resizeAndPad(int height, int width) {
    double scale = Math.min((double) height / shape.height(), (double) width / shape.width());
    return resize(scaled(shape.height(), scale), scaled(shape.width(), scale))
        .onBlack(height, width);
  }

  private static int scaled(int side, double scale) {
    return (int) Math.max(1, Math.round(side * scale));
  }

  /**
   * Scales to a short side and crops around the centre, as torchvision's Resize and CenterCrop do;
   * black where the crop reaches beyond.
   */
  Pixels resizeAndCenterCrop(int shortSide, int height, int width) {
    long least = Math.min(shape.height(), shape.width());
    return new Resampler(
            cropped(shape.height(), (int) (shortSide * shape.height() / least), height),
            cropped(shape.width(), (int) (shortSide * shape.width() / least), width))
        .apply(this)
        .onBlack(height, width);
  }

  private static ResamplingWeights cropped(int side, int scaled, int crop) {
    int length = Math.min(scaled, crop);
    int offset = (int) Math.rint((scaled - length) / 2.0);
    return ResamplingWeights.of(side, 0, (double) side / scaled, offset, length);
  }

  private Pixels onBlack(int height, int width) {
    if (height == shape.height() && width == shape.width()) {
      return this;
    }
    byte[] framed = new byte[shape.channels() * height * width];
    int top = (height - shape.height()) / 2;
    int left = (width - shape.width()) / 2;
    for (int row = 0; row < shape.channels() * shape.height(); row++) {
      int y = row / shape.height() * height + top + row % shape.height();
      System.arraycopy(planes, row * shape.width(), framed, y * width + left, shape.width());
    }
    return new Pixels(new ImageShape(shape.channels(), height, width), framed);
  }
}
