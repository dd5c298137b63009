package kindling.data.augment;

import kindling.data.ImageShape;

/** A change of an image's unsigned bytes, before they are normalised. */
non-sealed interface PixelTransform extends Transform {
  /**
   * Writes the changed image.
   *
   * @param from channels × height × width, not changed
   * @param to another array of this size
   */
  void apply(byte[] from, byte[] to, ImageShape shape, AugmentationSeed seed);
}
