package kindling.data.augment;

import kindling.data.ImageShape;

/** A change of an image's normalised values. */
non-sealed interface ValueTransform extends Transform {
  /**
   * Changes the image in its place.
   *
   * @param values channels × height × width of them from {@code offset} on
   * @param table the value of each byte, for every channel: [channels][256]
   */
  void apply(float[] values, int offset, ImageShape shape, float[][] table, AugmentationSeed seed);
}
