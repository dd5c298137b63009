package kindling.model.optimizer;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, Decoupled Weight Decay Regularization,
 * 2019, algorithm 2): first w = w - r × decay × w, then {@link Adam}'s step without decay, as
 * PyTorch's {@code AdamW} has it.
 *
 * @throws IllegalArgumentException if a beta is not from 0 to below 1, epsilon is not above 0, or
 *     the decay is negative
 */
public record AdamW(double beta1, double beta2, double epsilon, double weightDecay, Decay decay)
    implements TensorOptimizer {
  public AdamW {
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
    float kept = span.decays() ? (float) (1 - span.rate() * weightDecay) : 1;
    new Moments(beta1, beta2, epsilon).descend(span, 0, kept, weights, gradient, state);
  }
}
