package kindling.model.optimizer;

import kindling.data.keys.Keys;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, Decoupled Weight Decay Regularization,
 * 2019, algorithm 2): first w = w - r × decay × w, then {@link Adam}'s step without decay, as
 * PyTorch's {@code AdamW} has it.
 *
 * <p>Throws IllegalArgumentException if the decay is negative.
 */
public record AdamW(Moments moments, double weightDecay, DecayScope decay)
    implements MomentOptimizer {
  public AdamW {
    TensorOptimizer.checkWeightDecay(weightDecay);
  }

  static AdamW read(Keys keys) {
    double weightDecay = OptimizerKeys.weightDecay(keys, 0.01);
    DecayScope decay = OptimizerKeys.decay(keys);
    return new AdamW(Moments.read(keys, 1e-8), weightDecay, decay);
  }

  @Override
  public void move(Span span, float[] weights, float[] gradient, float[] state) {
    float kept = span.decays() ? (float) (1 - span.rate() * weightDecay) : 1;
    moments.descend(span, 0, kept, weights, gradient, state);
  }

  @Override
  public void move(Resident weights, ResidentTensor gradient) {
    if (weights.decays()) {
      weights.values().multiply(1 - weights.rate() * weightDecay);
    }
    moments.descend(weights, gradient);
  }
}
