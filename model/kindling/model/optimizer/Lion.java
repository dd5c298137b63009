package kindling.model.optimizer;

import kindling.data.keys.Keys;

/**
 * Lion (Chen et al., Symbolic Discovery of Optimization Algorithms, 2023, algorithm 2): w = w - r ×
 * (sign(beta1 × m + (1 - beta1) × g) + decay × w); m = beta2 × m + (1 - beta2) × g.
 *
 * <p>Throws IllegalArgumentException if a beta is not from 0 to below 1, or the decay is negative.
 */
public record Lion(double beta1, double beta2, double weightDecay, DecayScope decay)
    implements TensorOptimizer {
  /** Any float but 0, multiplied by it twice, is beyond 1 or -1. */
  private static final float HUGE = 1e30f;

  public Lion {
    TensorOptimizer.checkShare("a beta1", beta1);
    TensorOptimizer.checkShare("a beta2", beta2);
    TensorOptimizer.checkWeightDecay(weightDecay);
  }

  static Lion read(Keys keys) {
    double weightDecay = OptimizerKeys.weightDecay(keys, 0);
    DecayScope decay = OptimizerKeys.decay(keys);
    double beta1 = OptimizerKeys.beta1(keys);
    return new Lion(beta1, OptimizerKeys.beta2(keys, 0.99), weightDecay, decay);
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
    float down = (float) -span.rate();
    float b1 = (float) beta1;
    float c1 = (float) (1 - beta1);
    float b2 = (float) beta2;
    float c2 = (float) (1 - beta2);
    for (int i = span.from(); i < span.to(); i++) {
      float slope = gradient[i];
      float direction = b1 * state[i] + c1 * slope;
      // The sign, without a branch, so that the loop becomes vector instructions.
      float sign = Math.max(-1, Math.min(1, direction * HUGE * HUGE));
      weights[i] += down * (sign + pull * weights[i]);
      state[i] = b2 * state[i] + c2 * slope;
    }
  }

  @Override
  public void move(Resident weights, ResidentTensor gradient) {
    ResidentTensor moment = weights.state(0);
    ResidentTensor sign = moment.times(beta1).add(gradient, 1 - beta1).sign();
    weights.values().add(weights.pulled(sign, weightDecay), -weights.rate());
    moment.multiply(beta2).add(gradient, 1 - beta2);
  }
}
