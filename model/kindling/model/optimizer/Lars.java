package kindling.model.optimizer;

import kindling.data.keys.Keys;
import kindling.data.keys.Range;

/**
 * LARS (You et al., Large Batch Training of Convolutional Networks, 2017, algorithm 1): momentum
 * whose rate in each tensor is r × trust × |w| / (|g| + decay × |w|); v = momentum × v + rate × (g
 * + decay × w); w = w - v.
 *
 * <p>The rate is r where a norm is 0, and in tensors that weight decay leaves alone, as large-batch
 * recipes have it.
 *
 * <p>Throws IllegalArgumentException if the momentum is not from 0 to below 1, the trust is not
 * above 0, or the decay is negative.
 *
 * @param trust the trust coefficient
 */
public record Lars(double momentum, double trust, double weightDecay, DecayScope decay)
    implements TensorOptimizer {
  public Lars {
    TensorOptimizer.checkShare("a momentum", momentum);
    TensorOptimizer.checkPositive("a trust coefficient", trust);
    TensorOptimizer.checkWeightDecay(weightDecay);
  }

  static Lars read(Keys keys) {
    double weightDecay = OptimizerKeys.weightDecay(keys, 0);
    DecayScope decay = OptimizerKeys.decay(keys);
    double momentum = OptimizerKeys.momentum(keys, 0.9);
    double trust = keys.number("optimizer.trust-coefficient", 0.001, Range.POSITIVE);
    return new Lars(momentum, trust, weightDecay, decay);
  }

  @Override
  public int vectors() {
    return 1;
  }

  @Override
  public boolean countsSteps() {
    return false;
  }

  @Override
  public void move(Span span, float[] weights, float[] gradient, float[] state) {
    float pull = span.pull(weightDecay);
    double ratio = 1;
    if (span.decays()) {
      ratio =
          ratio(
              L2Norm.of(weights, span.from(), span.to()),
              L2Norm.of(gradient, span.from(), span.to()));
    }
    float rate = (float) (span.rate() * ratio);
    float kept = (float) momentum;
    for (int i = span.from(); i < span.to(); i++) {
      float velocity = kept * state[i] + rate * (gradient[i] + pull * weights[i]);
      state[i] = velocity;
      weights[i] -= velocity;
    }
  }

  @Override
  public void move(Resident weights, ResidentTensor gradient) {
    double ratio = weights.decays() ? ratio(weights.values().norm(), gradient.norm()) : 1;
    ResidentTensor velocity =
        weights
            .state(0)
            .multiply(momentum)
            .add(weights.pulled(gradient, weightDecay), weights.rate() * ratio);
    weights.values().add(velocity, -1);
  }

  /** What the learning rate is multiplied by in a tensor with these norms that decay pulls. */
  public double ratio(double weights, double gradient) {
    return weights > 0 && gradient > 0 ? trust * weights / (gradient + weightDecay * weights) : 1;
  }
}
