package kindling.driver.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import kindling.driver.run.checkpoint.Checkpoint;

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

  /** Whether it was taken before a checkpoint. */
  boolean isBefore(Checkpoint checkpoint) {
    return epoch <= checkpoint.epoch()
        || epoch == checkpoint.epoch() + 1 && round <= checkpoint.soFar().rounds();
  }
}
