package kindling.data;

import java.io.Serializable;
import java.util.Locale;

/** Brings found images to the shape of the run. */
public record ImageResizer(ImageShape shape, ResizePolicy fit) implements Serializable {

  /** Returns channels × height × width unsigned bytes. */
  public byte[] apply(Pixels found) throws BadImageException {
    int height = shape.height();
    int width = shape.width();
    Pixels image = found.withChannels(shape.channels());
    if (image.shape().height() == height && image.shape().width() == width) {
      return image.planes();
    }
    if (fit == ResizePolicy.EXACT) {
      throw new BadImageException(
          String.format(
              Locale.ROOT,
              "expected %d×%d pixels (height×width), found %d×%d; fit = crop scales and crops",
              height,
              width,
              found.shape().height(),
              found.shape().width()));
    }
    return image.resizeAndCenterCrop(height, width).planes();
  }
}
