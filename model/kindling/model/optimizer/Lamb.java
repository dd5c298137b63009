package kindling.model.optimizer;

/**
 * LAMB (You et al., Large Batch Optimization for Deep Learning: Training BERT in 76 Minutes, 2020,
 * algorithm 2, with the identity for phi): {@link AdamW}'s direction u = m / (sqrt(v) + epsilon) +
 * decay × w with unbiased moments, taken in each tensor with the rate r × |w| / |u|.
 *
 * <p>The ratio is 1 where a norm is 0, and in tensors that weight decay leaves alone, as in the
 * authors' own code.
 *
 * @throws IllegalArgumentException if a beta is not from 0 to below 1, epsilon is not above 0, or
 *     the decay is negative
 */
public record Lamb(double beta1, double beta2, double epsilon, double weightDecay, Decay decay)
    implements TensorOptimizer {
  public Lamb {
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
        .descendByNorms(span, span.pull(weightDecay), weights, gradient, state);
  }
}
