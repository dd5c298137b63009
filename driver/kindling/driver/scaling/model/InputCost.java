package kindling.driver.scaling.model;

/**
 * What an image costs a thread before its step, in seconds.
 *
 * @param decodeSeconds from its encoded bytes to pixels; 0 where images are no files
 * @param augmentSeconds from pixels to the batch
 */
public record InputCost(double decodeSeconds, double augmentSeconds) {

  boolean isWhole() {
    return decodeSeconds >= 0 && augmentSeconds >= 0;
  }
}
