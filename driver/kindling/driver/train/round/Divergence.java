package kindling.driver.train.round;

import java.io.Serializable;

/**
 * Where a worker met a loss that is not finite. Travels as a value, because a task that throws
 * would be retried.
 *
 * @param learningRate of the step that gave the loss
 * @param lastFiniteLoss mean loss of the step before, NaN when the first step of the round diverged
 */
record Divergence(double learningRate, double lastFiniteLoss) implements Serializable {}
