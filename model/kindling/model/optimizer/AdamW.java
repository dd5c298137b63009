package kindling.model.optimizer;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, Decoupled Weight Decay Regularization,
 * 2019, algorithm 2): first w = w - r × decay × w, then {@link Adam}'s step without decay, as
 * PyTorch's {@code AdamW} has it.
 *
 * @throws IllegalArgumentException if the decay is negative
 */
public record AdamW(Moments moments, double weightDecay, DecayScope decay)
    implements MomentOptimizer {
  public AdamW {
    TensorOptimizer.checkWeightDecay(weightDecay);
  }

  @Override
  public void move(Span span, float[] weights, float[] gradient, float[] state) {
    float kept = span.decays() ? (float) (1 - span.rate() * weightDecay) : 1;
    moments.descend(span, 0, kept, weights, gradient, state);
  }
}
