package kindling.data;

import java.io.Serializable;
import java.util.Locale;

/** Brings found images to the shape of the run. */
public record ImageResizer(ImageShape shape, Framing framing) implements Serializable {

  /** The image as training takes it where no augmentation draws from it. */
  public Pixels forTraining(Pixels found) throws BadImageException {
    if (isFitted(found) && found.shape().channels() == shape.channels()) {
      return found;
    }
    Pixels image = found.withChannels(shape.channels());
    if (isFitted(found)) {
      return image;
    }
    return switch (framing.fit()) {
      case EXACT ->
          throw new BadImageException(
              String.format(
                  Locale.ROOT,
                  "expected %d×%d pixels (height×width), found %d×%d; fit = crop scales and crops",
                  shape.height(),
                  shape.width(),
                  found.shape().height(),
                  found.shape().width()));
      case CROP -> image.resizeAndCenterCrop(shape.height(), shape.width());
      case STRETCH -> image.resize(shape.height(), shape.width());
      case PAD -> image.resizeAndPad(shape.height(), shape.width());
    };
  }

  /** The image as it is scored. */
  public Pixels forScoring(Pixels found) throws BadImageException {
    return framing.scoringResize() == 0
        ? forTraining(found)
        : found
            .withChannels(shape.channels())
            .resizeAndCenterCrop(framing.scoringResize(), shape.height(), shape.width());
  }

  private boolean isFitted(Pixels found) {
    return found.shape().height() == shape.height() && found.shape().width() == shape.width();
  }
}
