package kindling.model.optimizer;

/**
 * Adam (Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015, algorithm 1), with weight
 * decay as a part of the gradient, as PyTorch's {@code Adam} has it.
 *
 * <p>With gradient g, weights w, moments m and v, step t and learning rate r: d = g + decay × w; m
 * = beta1 × m + (1 - beta1) × d; v = beta2 × v + (1 - beta2) × d²; w = w - r × (m / (1 - beta1^t))
 * / (sqrt(v / (1 - beta2^t)) + epsilon).
 *
 * @throws IllegalArgumentException if a beta is not from 0 to below 1, epsilon is not above 0, or
 *     the decay is negative
 */
public record Adam(double beta1, double beta2, double epsilon, double weightDecay, Decay decay)
    implements TensorOptimizer {
  public Adam {
    TensorOptimizer.checkShare("a beta1", beta1);
    TensorOptimizer.checkShare("a beta2", beta2);
    TensorOptimizer.checkPositive("an epsilon", epsilon);
    TensorOptimizer.checkWeightDecay(weightDecay);
  }

  @Override
  public int vectors() {
    return 2;
  }

  @Override
  public boolean countsSteps() {
    return true;
  }

  @Override
  public void move(Span span, float[] weights, float[] gradient, float[] state) {
    new Moments(beta1, beta2, epsilon)
        .descend(span, span.pull(weightDecay), 1, weights, gradient, state);
  }
}
