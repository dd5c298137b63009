/**
 * Networks as plain data: layers, their shapes, and the tensors they are made of. All public
 * classes may be called, on the driver as on executors.
 */
package kindling.model.architecture;
