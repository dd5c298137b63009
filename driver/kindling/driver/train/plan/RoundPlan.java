package kindling.driver.train.plan;

import java.io.Serializable;
import java.util.stream.IntStream;
import kindling.model.optimizer.Schedule;

/**
 * One round, the same for all workers.
 *
 * @param epoch counted from 1
 * @param round within the epoch, counted from 0
 * @param examplesBefore examples that all workers together have seen before this round
 * @param examples that all workers together see in this round
 * @param firstStep index of a worker's first step of this round within its epoch
 * @param steps of the worker that takes most
 * @param rateFactor what the schedule's rate is multiplied by
 */
public record RoundPlan(
    int epoch,
    int round,
    long examplesBefore,
    long examples,
    int firstStep,
    int steps,
    double rateFactor)
    implements Serializable {
  /** At the schedule's rate. */
  public RoundPlan(
      int epoch, int round, long examplesBefore, long examples, int firstStep, int steps) {
    this(epoch, round, examplesBefore, examples, firstStep, steps, 1);
  }

  /** The same at another rate. */
  public RoundPlan at(double factor) {
    return new RoundPlan(epoch, round, examplesBefore, examples, firstStep, steps, factor);
  }

  /**
   * The global example count after a worker's k-th step of this round, k from 0. It interpolates
   * over the round, so that the schedule moves within it and depends on no other worker's pace.
   */
  public double examplesAfter(int step) {
    return examplesBefore + (double) examples * (step + 1) / steps;
  }

  /** The mean learning rate of the round's steps. */
  public double meanRate(Schedule schedule) {
    double sum = IntStream.range(0, steps).mapToDouble(k -> schedule.rate(examplesAfter(k))).sum();
    return rateFactor * sum / steps;
  }
}
