package kindling.data.augment;

/** When an image is mirrored from left to right. */
public enum Flip {
  /** With a probability, drawn anew in every epoch. */
  RANDOM,
  /**
   * In every other epoch: half of the images, drawn once, in the odd epochs and the others in the
   * even ones, so that two epochs show each image both ways (Jordan, "94 % on CIFAR-10 in 3.29
   * Seconds on a Single GPU", 2024, section 3.6).
   */
  ALTERNATING
}
