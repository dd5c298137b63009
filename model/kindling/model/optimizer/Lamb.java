package kindling.model.optimizer;

import kindling.data.keys.Keys;

/**
 * LAMB (You et al., Large Batch Optimization for Deep Learning: Training BERT in 76 Minutes, 2020,
 * algorithm 2, with the identity for phi): {@link AdamW}'s direction u = m / (sqrt(v) + epsilon) +
 * decay × w with unbiased moments, taken in each tensor with the rate r × |w| / |u|.
 *
 * <p>The ratio is 1 where a norm is 0, and in tensors that weight decay leaves alone, as in the
 * authors' own code.
 *
 * <p>Throws IllegalArgumentException if the decay is negative.
 */
public record Lamb(Moments moments, double weightDecay, DecayScope decay)
    implements MomentOptimizer {
  public Lamb {
    TensorOptimizer.checkWeightDecay(weightDecay);
  }

  static Lamb read(Keys keys) {
    double weightDecay = OptimizerKeys.weightDecay(keys, 0.01);
    DecayScope decay = OptimizerKeys.decay(keys);
    return new Lamb(Moments.read(keys, 1e-6), weightDecay, decay);
  }

  @Override
  public void move(Span span, float[] weights, float[] gradient, float[] state) {
    moments.descendByNorms(span, span.pull(weightDecay), weights, gradient, state);
  }

  @Override
  public void move(Resident weights, ResidentTensor gradient) {
    ResidentTensor move = weights.pulled(moments.direction(weights, gradient), weightDecay);
    double trust = 1;
    if (weights.decays()) {
      double length = weights.values().norm();
      double moved = move.norm();
      trust = length > 0 && moved > 0 ? length / moved : 1;
    }
    weights.values().add(move, -weights.rate() * trust);
  }
}
