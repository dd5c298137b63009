/** The values of a network's tensors: the files they come in, and how they begin. */
package kindling.model.weights;
