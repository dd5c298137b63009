package kindling.model.torch;

import kindling.model.architecture.Role;
import kindling.model.optimizer.L1Penalty;
import kindling.model.optimizer.Optimizer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * {@link L1Penalty} in libtorch's words.
 *
 * @param factor of the sum of the weights' absolute values, 0: none
 */
record TorchL1Penalty(double factor) {
  /** What the optimizer adds to the loss. */
  static TorchL1Penalty of(Optimizer optimizer) {
    return optimizer instanceof L1Penalty l1
        ? new TorchL1Penalty(l1.factor() + of(l1.optimizer()).factor)
        : new TorchL1Penalty(0);
  }

  /** The gradient of a parameter, with what is added. */
  Tensor slope(Trained trained) {
    Tensor slope = trained.parameter().slope();
    return factor > 0 && trained.parameter().tensor().role() == Role.WEIGHT
        ? slope.add(trained.value().sign(), new Scalar(factor))
        : slope;
  }
}
