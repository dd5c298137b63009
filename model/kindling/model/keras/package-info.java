/** Weights in the files that Keras writes, read without running anything that they hold. */
package kindling.model.keras;
