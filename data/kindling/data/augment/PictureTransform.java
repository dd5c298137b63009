package kindling.data.augment;

import kindling.data.ImageShape;
import kindling.data.Pixels;

/** A change that draws from a picture at the size at which it was found. */
non-sealed interface PictureTransform extends Transform {
  /**
   * The picture as the draw sees it.
   *
   * @param picture of any height and width
   * @return of the shape
   */
  Pixels apply(Pixels picture, ImageShape shape, AugmentationSeed seed);
}
