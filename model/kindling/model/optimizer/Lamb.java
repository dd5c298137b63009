package kindling.model.optimizer;

/**
 * LAMB (You et al., Large Batch Optimization for Deep Learning: Training BERT in 76 Minutes, 2020,
 * algorithm 2, with the identity for phi): {@link AdamW}'s direction u = m / (sqrt(v) + epsilon) +
 * decay × w with unbiased moments, taken in each tensor with the rate r × |w| / |u|.
 *
 * <p>The ratio is 1 where a norm is 0, and in tensors that weight decay leaves alone, as in the
 * authors' own code.
 *
 * @throws IllegalArgumentException if the decay is negative
 */
public record Lamb(Moments moments, double weightDecay, DecayScope decay)
    implements MomentOptimizer {
  public Lamb {
    TensorOptimizer.checkWeightDecay(weightDecay);
  }

  @Override
  public void move(Span span, float[] weights, float[] gradient, float[] state) {
    moments.descendByNorms(span, span.pull(weightDecay), weights, gradient, state);
  }
}
