package kindling.driver.run.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import kindling.model.scores.Calibration;
import kindling.model.scores.ScoreSums;
import kindling.model.scores.Scores;

/**
 * The scores of one split.
 *
 * @param count examples
 * @param top5 share whose class is among the five highest logits
 * @param calibrationError the expected one, from 0 to 1; null of training
 * @param calibration bins from the lowest confidence to the highest; null of training
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SplitMetrics(
    long count,
    double loss,
    double top1,
    double top5,
    Double calibrationError,
    List<Calibration.Bin> calibration) {

  /** Of batches as training met them. */
  static SplitMetrics of(ScoreSums sums) {
    return of(sums, null, null);
  }

  /** Of a split that was scored. */
  static SplitMetrics of(Scores scores) {
    return of(scores.sums(), scores.calibration().error(), scores.calibration().bins());
  }

  private static SplitMetrics of(
      ScoreSums sums, Double calibrationError, List<Calibration.Bin> calibration) {
    return new SplitMetrics(
        sums.count(), sums.loss(), sums.top1(), sums.top5(), calibrationError, calibration);
  }
}
