/**
 * The data as Spark holds it: splits dealt to workers as cached shards, features, batches ahead of
 * the step, and jobs over them.
 */
package kindling.driver.dataset;
