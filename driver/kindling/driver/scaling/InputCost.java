package kindling.driver.scaling;

/**
 * What an image costs a thread before its step, in seconds.
 *
 * @param decodeSeconds from its encoded bytes to pixels; 0 where images are no files
 * @param augmentSeconds from pixels to the batch
 */
record InputCost(double decodeSeconds, double augmentSeconds) {}
