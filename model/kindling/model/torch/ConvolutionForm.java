package kindling.model.torch;

/** How a convolution computes in libtorch on a processor: the same sums, added in another order. */
enum ConvolutionForm {
  /** On channels-last images, as all other operations. */
  CHANNELS_LAST,

  /**
   * On channels-last images in float32, whatever the precision. In bfloat16 oneDNN leaves weights
   * of the gradient unset where no pixel meets them, and reads rows that are not there where the
   * output is one pixel wide.
   */
  CHANNELS_LAST_FLOAT32,

  /**
   * On channels-first images. On channels-last ones oneDNN multiplies the zeros of the padding too:
   * at 2 × 2 pixels and windows of 3 × 3 they are more than half of the products. Here it leaves
   * them out, for the price of bringing images and weights into blocks of channels and back. With a
   * stride, windows of one pixel and fewer input channels than a block, its gradient on
   * channels-last images writes where it must not (oneDNN issue 6035).
   */
  CHANNELS_FIRST,

  /**
   * Pixel by pixel, the batch's images side by side as if they were the columns of one. Tiles of
   * bfloat16 take a row of columns at a time, and the rows of small images leave most of a tile
   * empty.
   */
  PIXEL_BY_PIXEL
}
