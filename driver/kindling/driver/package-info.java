/**
 * Kindling on Spark: ten rooms, and the front door that spark-submit enters by. {@link Kindling} is
 * what may be called from outside.
 */
package kindling.driver;
