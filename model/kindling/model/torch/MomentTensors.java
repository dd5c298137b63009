package kindling.model.torch;

import kindling.model.optimizer.Moments;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The moments of {@link kindling.model.optimizer.Adam} and its kin in libtorch's words: the first
 * two tensors of a parameter's state.
 *
 * @param steps that the parameter has taken, the present one included
 */
record MomentTensors(Moments moments, double steps) {
  /** Takes the gradient into the moments and moves by Adam's step. */
  void descend(TensorRule.Trained trained, Tensor slope, double rate) {
    Tensor first = gathered(trained, slope);
    trained
        .value()
        .addcdiv_(
            first, size(trained), new Scalar(-rate / (1 - StrictMath.pow(moments.beta1(), steps))));
  }

  /** Takes the gradient into the moments and gives Adam's step at a rate of -1. */
  Tensor direction(TensorRule.Trained trained, Tensor slope) {
    Tensor first = gathered(trained, slope);
    return first
        .mul(new Scalar(1 / (1 - StrictMath.pow(moments.beta1(), steps))))
        .div_(size(trained));
  }

  private Tensor gathered(TensorRule.Trained trained, Tensor slope) {
    trained
        .state()
        .get(1)
        .mul_(new Scalar(moments.beta2()))
        .addcmul_(slope, slope, new Scalar(1 - moments.beta2()));
    return trained
        .state()
        .get(0)
        .mul_(new Scalar(moments.beta1()))
        .add_(slope, new Scalar(1 - moments.beta1()));
  }

  private Tensor size(TensorRule.Trained trained) {
    return trained
        .state()
        .get(1)
        .sqrt()
        .mul_(new Scalar(1 / StrictMath.sqrt(1 - StrictMath.pow(moments.beta2(), steps))))
        .add_(new Scalar(moments.epsilon()));
  }
}
