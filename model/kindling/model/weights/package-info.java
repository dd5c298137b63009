/**
 * The values of a network's tensors, how they are initialized, and safetensors files. All of it may
 * be called, most of it on the driver.
 */
package kindling.model.weights;
