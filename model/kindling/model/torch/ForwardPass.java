package kindling.model.torch;

/**
 * What a forward pass is for.
 *
 * @param training batch statistics and dropout, or running statistics and none
 * @param seed what dropout draws from
 */
record ForwardPass(boolean training, long seed) {}
