package kindling.model.torch;

import java.util.List;
import kindling.model.optimizer.ResidentTensor;
import kindling.model.optimizer.TensorOptimizer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * A parameter with its state, where it is trained.
 *
 * @param state a tensor of the parameter's shape for each of the optimizer's vectors
 * @param decays whether weight decay pulls it
 * @param factor what each of its moves is multiplied by
 */
record Trained(
    WeightTensors.Parameter parameter, List<ResidentTensor> state, boolean decays, double factor) {
  Tensor value() {
    return parameter.view();
  }

  /**
   * Moves the parameter and its state in place.
   *
   * @param slope its gradient, not changed
   * @param steps that it has taken, this one included, where they are counted
   */
  void move(TensorOptimizer optimizer, Tensor slope, double steps, double rate) {
    TensorOptimizer.Resident weights =
        new TensorOptimizer.Resident(new TorchTensor(value()), state, decays, steps, rate);
    if (factor == 1) {
      optimizer.move(weights, new TorchTensor(slope));
      return;
    }
    Tensor before = value().clone();
    optimizer.move(weights, new TorchTensor(slope));
    value().sub_(before).mul_(new Scalar(factor)).add_(before);
  }
}
