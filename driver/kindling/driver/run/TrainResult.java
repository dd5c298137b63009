package kindling.driver.run;

import kindling.driver.cluster.Console;
import kindling.driver.run.metrics.Figures;

/**
 * What a finished run reports: the object of {@code --json} and result.json.
 *
 * @param run the run folder
 * @param epochs that were finished
 * @param validationAccuracy top-1 after the final epoch, a fraction from 0 to 1
 * @param testAccuracy top-1 of the final weights, a fraction from 0 to 1
 * @param finalEpoch whose weights were scored and are in final.safetensors
 * @param bestEpoch by the metric of early stopping, else by validation accuracy
 * @param stopped why the run ended before its last epoch; null where it did not
 * @param stepsPerRound that was chosen by measured cost; null where it was given
 * @param weightsSha256 of the bytes of final.safetensors
 * @param seconds of wall clock, data reading included
 */
public record TrainResult(
    String run,
    String engine,
    int epochs,
    double validationAccuracy,
    double validationLoss,
    double testAccuracy,
    double testTop5,
    double testLoss,
    int finalEpoch,
    int bestEpoch,
    String stopped,
    Integer stepsPerRound,
    String weightsSha256,
    double seconds) {

  /** Whether it says what a scheduler asks of it; one that is read may lack anything. */
  boolean whole() {
    return run != null && engine != null && weightsSha256 != null && epochs > 0;
  }

  /** Tells people what came of the run, in one line. */
  public void show(Console console) {
    console.result(
        "test accuracy %s (top-5 %s, loss %.4f) after %s, %.0f s in all",
        Figures.percent(testAccuracy),
        Figures.percent(testTop5),
        testLoss,
        Figures.epochs(epochs),
        seconds);
  }
}
