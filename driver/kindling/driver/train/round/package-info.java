/**
 * A round as a Spark job: local steps on every worker, then one mean in worker order. {@link
 * Rounds} is for the training loop.
 */
package kindling.driver.train.round;
