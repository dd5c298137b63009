/** Networks as plain data: layers, their shapes, and the tensors they are made of. */
package kindling.model.architecture;
