/**
 * What is written of a trained network for programs that do not know Kindling. Plain data, made on
 * the driver.
 */
package kindling.model.export;
