package kindling.driver.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import kindling.driver.run.checkpoint.Checkpoint;
import kindling.driver.train.plan.RoundPlan;
import kindling.driver.train.round.Rounds;
import kindling.model.scores.Scores;

/**
 * One line of rounds.jsonl: a round as it was taken.
 *
 * @param round within the epoch, counted from 1
 * @param examples training examples seen since the run's start, by all workers together
 * @param loss the mean of the round's batches, each before its step, in nats
 * @param top1 of the same, from 0 to 1
 * @param learningRate of the round's last step
 * @param seconds of wall clock on the driver
 * @param meanWorkerSeconds null where Spark has lost count of the round
 * @param slowestWorkerSeconds null likewise
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RoundLine(
    int epoch,
    int round,
    long examples,
    double loss,
    double top1,
    double learningRate,
    double seconds,
    Double meanWorkerSeconds,
    Double slowestWorkerSeconds) {

  /** The line of a round that is taken. */
  public static RoundLine of(
      RoundPlan plan, double learningRate, double seconds, Rounds.Averaged averaged) {
    Scores training = averaged.training();
    return new RoundLine(
        plan.epoch(),
        plan.round() + 1,
        plan.examplesBefore() + plan.examples(),
        training.loss(),
        training.top1(),
        learningRate,
        seconds,
        averaged.metrics().map(round -> round.meanWorker().seconds()).orElse(null),
        averaged.metrics().map(round -> round.slowestWorker().seconds()).orElse(null));
  }

  /** Whether it was taken before a checkpoint. */
  boolean isBefore(Checkpoint checkpoint) {
    return epoch <= checkpoint.epoch()
        || epoch == checkpoint.epoch() + 1 && round <= checkpoint.soFar().rounds();
  }
}
