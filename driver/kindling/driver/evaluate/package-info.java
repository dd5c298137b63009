/**
 * Given weights on a split, on the executors: scores and running statistics. {@link Evaluation} is
 * for the command, {@link Scoring} for training.
 */
package kindling.driver.evaluate;
