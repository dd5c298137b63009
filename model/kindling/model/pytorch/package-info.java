/**
 * Weights in PyTorch's own files, read without running anything that they hold: call {@link
 * kindling.model.pytorch.StateDict}, on the driver.
 */
package kindling.model.pytorch;
