package kindling.driver.sweep.study;

/**
 * One run of a study. Accuracies are top-1, from 0 to 1.
 *
 * @param trainingAccuracy of the last epoch's steps: on augmented images, with the weights of each
 * @param accuracyGap training minus validation accuracy
 * @param epochSeconds of training rounds, the mean epoch
 * @param weightsBytes of final.safetensors
 * @param failure why it has no figures, or null
 */
record StudyRun(
    String architecture,
    long seed,
    int epochs,
    double trainingAccuracy,
    double validationAccuracy,
    double testAccuracy,
    double accuracyGap,
    double epochSeconds,
    long weightsBytes,
    String failure) {
  /** A run that failed. */
  static StudyRun failed(String architecture, long seed, String why) {
    return new StudyRun(architecture, seed, 0, 0, 0, 0, 0, 0, 0, why);
  }
}
