package kindling.model.optimizer;

import kindling.model.architecture.Role;
import kindling.model.architecture.TensorSpec;

/** Which parameters weight decay pulls to zero. */
public enum DecayScope {
  /** All of them, as PyTorch's optimizers do. */
  ALL,
  /** Weights of convolutions and linear layers only: neither biases nor batch normalization. */
  WEIGHTS_ONLY;

  /** Whether decay pulls the tensor. */
  public boolean appliesTo(TensorSpec tensor) {
    return this == ALL || tensor.role() == Role.WEIGHT;
  }
}
