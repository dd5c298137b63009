package kindling.model.optimizer;

import kindling.data.keys.Keys;

/**
 * Adam (Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015, algorithm 1), with weight
 * decay as a part of the gradient, as PyTorch's {@code Adam} has it.
 *
 * <p>With gradient g, weights w, moments m and v, step t and learning rate r: d = g + decay × w; m
 * = beta1 × m + (1 - beta1) × d; v = beta2 × v + (1 - beta2) × d²; w = w - r × (m / (1 - beta1^t))
 * / (sqrt(v / (1 - beta2^t)) + epsilon).
 *
 * <p>Throws IllegalArgumentException if the decay is negative.
 */
public record Adam(Moments moments, double weightDecay, DecayScope decay)
    implements MomentOptimizer {
  public Adam {
    TensorOptimizer.checkWeightDecay(weightDecay);
  }

  static Adam read(Keys keys) {
    double weightDecay = OptimizerKeys.weightDecay(keys, 0);
    DecayScope decay = OptimizerKeys.decay(keys);
    return new Adam(Moments.read(keys, 1e-8), weightDecay, decay);
  }

  @Override
  public void move(Span span, float[] weights, float[] gradient, float[] state) {
    moments.descend(span, span.pull(weightDecay), 1, weights, gradient, state);
  }

  @Override
  public void move(Resident weights, ResidentTensor gradient) {
    moments.descend(weights, weights.pulled(gradient, weightDecay));
  }
}
