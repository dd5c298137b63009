/** Weights in PyTorch's own files, read without running anything that they hold. */
package kindling.model.pytorch;
