package kindling.model.torch;

import kindling.model.architecture.Role;
import kindling.model.optimizer.L1;
import kindling.model.optimizer.Optimizer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * {@link L1} in libtorch's words.
 *
 * @param factor of the sum of the weights' absolute values, 0: none
 */
record TensorLasso(double factor) {
  /** What the optimizer adds to the loss. */
  static TensorLasso of(Optimizer optimizer) {
    return optimizer instanceof L1 l1
        ? new TensorLasso(l1.factor() + of(l1.optimizer()).factor)
        : new TensorLasso(0);
  }

  /** The gradient of a parameter, with what is added. */
  Tensor slope(Trained trained) {
    Tensor slope = trained.parameter().slope();
    return factor > 0 && trained.parameter().tensor().role() == Role.WEIGHT
        ? slope.add(trained.value().sign(), new Scalar(factor))
        : slope;
  }
}
