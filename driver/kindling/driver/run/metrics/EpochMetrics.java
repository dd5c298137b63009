package kindling.driver.run.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import kindling.driver.config.training.ValidationMetric;
import kindling.model.scores.Calibration;
import kindling.model.scores.ClassScores;
import kindling.model.scores.Scores;

/**
 * One line of metrics.jsonl. Accuracies are fractions from 0 to 1, losses are nats, times are
 * seconds of wall clock.
 *
 * @param epoch counted from 1
 * @param examples training examples seen since the run's start, by all workers together
 * @param rounds of this epoch
 * @param learningRate after the epoch's last step
 * @param training as the steps met it: on augmented batches and with the weights of each step
 * @param validation with the weights at the end of the epoch, or their mean where one is kept
 * @param accuracyGap training top-1 minus validation top-1
 * @param lossGap validation loss minus training loss
 * @param trainingSeconds of the rounds
 * @param scoringSeconds of the validation split, and of running statistics estimated anew
 * @param trainingExamplesPerSecond of all workers together
 * @param round the mean over the epoch's rounds; null where Spark has lost count of them all
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record EpochMetrics(
    int epoch,
    long examples,
    int rounds,
    double learningRate,
    SplitMetrics training,
    SplitMetrics validation,
    double accuracyGap,
    double lossGap,
    double trainingSeconds,
    double scoringSeconds,
    double trainingExamplesPerSecond,
    RoundMetrics round) {

  /** What epochs are compared by, after each of these. */
  public static List<Double> values(List<EpochMetrics> epochs, ValidationMetric metric) {
    return epochs.stream().map(epoch -> epoch.value(metric)).toList();
  }

  private double value(ValidationMetric metric) {
    return switch (metric) {
      case LOSS -> validation.loss();
      case ACCURACY -> validation.top1();
    };
  }

  /** The line of an epoch from its scores and times, in seconds. */
  public static EpochMetrics of(
      int epoch,
      long examples,
      int rounds,
      double learningRate,
      Scores training,
      Scores validation,
      double trainingSeconds,
      double scoringSeconds,
      RoundMetrics round) {
    return new EpochMetrics(
        epoch,
        examples,
        rounds,
        learningRate,
        SplitMetrics.ofTraining(training),
        SplitMetrics.of(validation),
        training.top1() - validation.top1(),
        validation.loss() - training.loss(),
        trainingSeconds,
        scoringSeconds,
        training.count() / trainingSeconds,
        round);
  }

  /**
   * The scores of one split.
   *
   * @param count examples
   * @param top5 share whose class is among the five highest logits
   * @param classes in the order of the labels
   * @param confusion rows are true classes, columns predicted ones
   * @param calibrationError the expected one, from 0 to 1; null of training
   * @param calibration bins from the lowest confidence to the highest; null of training
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record SplitMetrics(
      long count,
      double loss,
      double top1,
      double top5,
      List<ClassScores> classes,
      long[][] confusion,
      @JsonInclude(JsonInclude.Include.NON_NULL) Double calibrationError,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<Calibration.Bin> calibration) {

    /** Of batches as training met them. */
    static SplitMetrics ofTraining(Scores scores) {
      return of(scores, null, null);
    }

    /** Of a split that was scored. */
    public static SplitMetrics of(Scores scores) {
      return of(scores, scores.calibration().error(), scores.calibration().bins());
    }

    private static SplitMetrics of(
        Scores scores, Double calibrationError, List<Calibration.Bin> calibration) {
      return new SplitMetrics(
          scores.count(),
          scores.loss(),
          scores.top1(),
          scores.top5(),
          scores.perClass(),
          scores.confusion(),
          calibrationError,
          calibration);
    }
  }
}
