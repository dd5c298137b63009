package kindling.model.optimizer;

import kindling.model.architecture.Role;
import kindling.model.architecture.TensorSpec;
import kindling.model.architecture.WeightsLayout;

/**
 * An optimizer on the loss plus a factor times the sum of the weights' absolute values (Tibshirani,
 * Regression Shrinkage and Selection via the Lasso, 1996): its subgradient, factor × sign(w), is
 * added to the gradient, and is 0 at 0. Weights of convolutions and linear layers only.
 *
 * <p>Throws IllegalArgumentException if the factor is negative or not finite.
 *
 * @param factor at least 0
 */
public record L1Penalty(Optimizer optimizer, double factor) implements Optimizer {
  public L1Penalty {
    if (!(factor >= 0 && factor < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("expected an L1 factor of at least 0, found " + factor);
    }
  }

  @Override
  public TensorOptimizer rule() {
    return optimizer.rule();
  }

  @Override
  public int stateSize(WeightsLayout layout) {
    return optimizer.stateSize(layout);
  }

  @Override
  public void step(
      WeightsLayout layout, float[] weights, float[] gradient, float[] state, double learningRate) {
    float[] slope = gradient.clone();
    for (TensorSpec tensor : layout.tensors()) {
      if (tensor.role() == Role.WEIGHT) {
        for (int i = tensor.offset(); i < tensor.end(); i++) {
          slope[i] += (float) factor * Math.signum(weights[i]);
        }
      }
    }
    optimizer.step(layout, weights, slope, state, learningRate);
  }
}
