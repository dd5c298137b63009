package kindling.driver.run.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
import kindling.driver.run.folder.Json;
import kindling.model.scores.ScoreSums;
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
 * @param trainingSize pixels of both sides of training images; absent where it is that of scored
 *     ones
 * @param round the mean over the epoch's rounds; null where Spark has lost count of them all
 */
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
    @JsonInclude(JsonInclude.Include.NON_NULL) Integer trainingSize,
    RoundMetrics round) {

  /** This as JSON, without a line end. */
  public String line() {
    return Json.line(this);
  }

  /** The same of an epoch whose training images had a size of their own. */
  public EpochMetrics withTrainingSize(Integer size) {
    return new EpochMetrics(
        epoch,
        examples,
        rounds,
        learningRate,
        training,
        validation,
        accuracyGap,
        lossGap,
        trainingSeconds,
        scoringSeconds,
        trainingExamplesPerSecond,
        size,
        round);
  }

  /** Those of an epoch from its scores and times, in seconds. */
  public static EpochMetrics of(
      int epoch,
      long examples,
      int rounds,
      double learningRate,
      ScoreSums training,
      Scores validation,
      double trainingSeconds,
      double scoringSeconds,
      RoundMetrics round) {
    return new EpochMetrics(
        epoch,
        examples,
        rounds,
        learningRate,
        SplitMetrics.of(training),
        SplitMetrics.of(validation),
        training.top1() - validation.top1(),
        validation.loss() - training.loss(),
        trainingSeconds,
        scoringSeconds,
        training.count() / trainingSeconds,
        null,
        round);
  }
}
