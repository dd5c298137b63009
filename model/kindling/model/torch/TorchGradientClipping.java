package kindling.model.torch;

import java.util.List;
import kindling.model.optimizer.GradientClipping;
import kindling.model.optimizer.L1Penalty;
import kindling.model.optimizer.Optimizer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * {@link GradientClipping} in libtorch's words.
 *
 * @param value the largest size of an element; infinite: any
 * @param norm the largest norm of all gradients together; infinite: any
 */
record TorchGradientClipping(double value, double norm) {
  /** What the optimizer clips. */
  static TorchGradientClipping of(Optimizer optimizer) {
    if (optimizer instanceof L1Penalty l1) {
      return of(l1.optimizer());
    }
    return optimizer instanceof GradientClipping clipped
        ? new TorchGradientClipping(clipped.value(), clipped.norm())
        : new TorchGradientClipping(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  /** The gradients to move by. */
  List<Tensor> clipped(List<Tensor> slopes) {
    List<Tensor> within = slopes;
    if (value < Double.POSITIVE_INFINITY) {
      ScalarOptional least = new ScalarOptional(new Scalar(-value));
      ScalarOptional most = new ScalarOptional(new Scalar(value));
      within = slopes.stream().map(slope -> slope.clamp(least, most)).toList();
    }
    if (norm == Double.POSITIVE_INFINITY) {
      return within;
    }
    double length =
        Math.sqrt(
            within.stream()
                .map(slope -> slope.to(ScalarType.Double).square().sum())
                .reduce(Tensor::add)
                .orElseThrow()
                .item_double());
    if (!(length > norm)) {
      return within;
    }
    Scalar factor = new Scalar(norm / length);
    return within.stream().map(slope -> slope.mul(factor)).toList();
  }
}
