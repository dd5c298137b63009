package kindling.model.optimizer;

import java.util.Locale;
import kindling.model.architecture.WeightsLayout;

/**
 * An optimizer whose gradients are clipped before they move anything: each element first, then the
 * whole (Pascanu et al., On the Difficulty of Training Recurrent Neural Networks, 2013, algorithm
 * 1).
 *
 * <p>Throws IllegalArgumentException if a bound is not positive.
 *
 * @param value the largest size of an element, positive; infinite: any
 * @param norm the largest norm of the gradient by all parameters together, positive; infinite: any.
 *     A longer gradient keeps its direction
 */
public record GradientClipping(TensorOptimizer optimizer, double value, double norm)
    implements Optimizer {
  public GradientClipping {
    if (!(value > 0 && norm > 0)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "expected bounds above 0, found %s and %s", value, norm));
    }
  }

  @Override
  public TensorOptimizer rule() {
    return optimizer;
  }

  @Override
  public int stateSize(WeightsLayout layout) {
    return optimizer.stateSize(layout);
  }

  @Override
  public void step(
      WeightsLayout layout, float[] weights, float[] gradient, float[] state, double learningRate) {
    optimizer.step(layout, weights, shortened(within(gradient)), state, learningRate);
  }

  private float[] within(float[] gradient) {
    if (value == Double.POSITIVE_INFINITY) {
      return gradient;
    }
    float most = (float) value;
    float[] clipped = new float[gradient.length];
    for (int i = 0; i < clipped.length; i++) {
      clipped[i] = Math.max(-most, Math.min(most, gradient[i]));
    }
    return clipped;
  }

  private float[] shortened(float[] gradient) {
    double length = norm == Double.POSITIVE_INFINITY ? 0 : L2Norm.of(gradient, 0, gradient.length);
    if (!(length > norm)) {
      return gradient;
    }
    float factor = (float) (norm / length);
    float[] clipped = new float[gradient.length];
    for (int i = 0; i < clipped.length; i++) {
      clipped[i] = factor * gradient[i];
    }
    return clipped;
  }
}
