package kindling.model.optimizer;

/**
 * Floats where an engine keeps them, on a GPU as a rule: what the step of an optimizer is written
 * in where the weights stay on a device. Tensors that meet have one shape. Used by one thread on an
 * executor.
 */
public interface ResidentTensor {
  /** A new tensor: this one + factor × other. */
  ResidentTensor plus(ResidentTensor other, double factor);

  /** A new tensor: factor × this one. */
  ResidentTensor times(double factor);

  /** A new tensor: -1, 0 or 1 for each element. */
  ResidentTensor sign();

  /** A new tensor: the root of each element. */
  ResidentTensor sqrt();

  /** The Euclidean norm, summed in double. */
  double norm();

  /** Adds a number to each element, in place; this tensor. */
  ResidentTensor add(double number);

  /** Adds factor × other, in place; this tensor. */
  ResidentTensor add(ResidentTensor other, double factor);

  /** Adds factor × one × other, element by element, in place; this tensor. */
  ResidentTensor addProduct(ResidentTensor one, ResidentTensor other, double factor);

  /** Adds factor × dividend / divisor, element by element, in place; this tensor. */
  ResidentTensor addQuotient(ResidentTensor dividend, ResidentTensor divisor, double factor);

  /** Multiplies each element, in place; this tensor. */
  ResidentTensor multiply(double factor);

  /** Divides element by element, in place; this tensor. */
  ResidentTensor divide(ResidentTensor divisor);
}
