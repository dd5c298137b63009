package kindling.driver;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import kindling.model.Scores;

/**
 * What a finished run reports: the object of {@code --json} and result.json.
 *
 * @param run the run folder
 * @param validationAccuracy top-1 after the last epoch, a fraction from 0 to 1
 * @param testAccuracy top-1 of the final weights, a fraction from 0 to 1
 * @param weightsSha256 of the bytes of final.safetensors
 * @param seconds of wall clock, data reading included
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record TrainResult(
    String run,
    String engine,
    int epochs,
    double validationAccuracy,
    double validationLoss,
    double testAccuracy,
    double testTop5,
    double testLoss,
    String weightsSha256,
    double seconds) {

  /** Whether it says what a scheduler asks of it; one that is read may lack anything. */
  boolean whole() {
    return run != null && engine != null && weightsSha256 != null && epochs > 0;
  }

  static TrainResult of(
      String run, String engine, Checkpoint last, Scores test, String sha256, double seconds) {
    EpochMetrics.SplitMetrics validation =
        last.metrics().get(last.metrics().size() - 1).validation();
    return new TrainResult(
        run,
        engine,
        last.epoch(),
        validation.top1(),
        validation.loss(),
        test.top1(),
        test.top5(),
        test.loss(),
        sha256,
        seconds);
  }
}
