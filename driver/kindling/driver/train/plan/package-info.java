/**
 * What is to be trained, before anything runs: what every worker knows, and how epochs are cut into
 * rounds and batches. Pure functions.
 */
package kindling.driver.train.plan;
