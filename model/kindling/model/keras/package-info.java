/**
 * Weights in the files that Keras writes, read without running anything that they hold: call {@link
 * kindling.model.keras.KerasWeights}, on the driver.
 */
package kindling.model.keras;
