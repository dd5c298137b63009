/**
 * How a state travels between driver and executors, at full precision or narrow. {@link Wire} is
 * for rounds.
 */
package kindling.driver.train.wire;
