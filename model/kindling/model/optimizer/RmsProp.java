package kindling.model.optimizer;

import kindling.data.keys.Keys;
import kindling.data.keys.Range;

/**
 * RMSProp (Tieleman and Hinton, Lecture 6.5 of Neural Networks for Machine Learning, 2012) in the
 * form of PyTorch's {@code RMSprop}: d = g + decay × w; s = alpha × s + (1 - alpha) × d²; b =
 * momentum × b + d / (sqrt(s) + epsilon); w = w - r × b.
 *
 * <p>Throws IllegalArgumentException if alpha or the momentum is not from 0 to below 1, epsilon is
 * not above 0, or the decay is negative.
 */
public record RmsProp(
    double alpha, double epsilon, double momentum, double weightDecay, DecayScope decay)
    implements TensorOptimizer {
  public RmsProp {
    TensorOptimizer.checkShare("an alpha", alpha);
    TensorOptimizer.checkPositive("an epsilon", epsilon);
    TensorOptimizer.checkShare("a momentum", momentum);
    TensorOptimizer.checkWeightDecay(weightDecay);
  }

  static RmsProp read(Keys keys) {
    double weightDecay = OptimizerKeys.weightDecay(keys, 0);
    DecayScope decay = OptimizerKeys.decay(keys);
    double alpha = keys.number("optimizer.alpha", 0.99, Range.BELOW_ONE);
    double epsilon = OptimizerKeys.epsilon(keys, 1e-8);
    double momentum = OptimizerKeys.momentum(keys, 0);
    return new RmsProp(alpha, epsilon, momentum, weightDecay, decay);
  }

  @Override
  public int vectors() {
    return momentum == 0 ? 1 : 2;
  }

  @Override
  public boolean countsSteps() {
    return false;
  }

  @Override
  public void move(Span span, float[] weights, float[] gradient, float[] state) {
    if (momentum == 0) {
      plain(span, span.pull(weightDecay), weights, gradient, state);
    } else {
      gathering(span, span.pull(weightDecay), weights, gradient, state);
    }
  }

  @Override
  public void move(Resident weights, ResidentTensor gradient) {
    ResidentTensor down = weights.pulled(gradient, weightDecay);
    ResidentTensor square = weights.state(0).multiply(alpha).addProduct(down, down, 1 - alpha);
    ResidentTensor size = square.sqrt().add(epsilon);
    if (momentum == 0) {
      weights.values().addQuotient(down, size, -weights.rate());
    } else {
      ResidentTensor velocity = weights.state(1).multiply(momentum).addQuotient(down, size, 1);
      weights.values().add(velocity, -weights.rate());
    }
  }

  private void plain(Span span, float pull, float[] w, float[] g, float[] state) {
    float down = (float) -span.rate();
    float a = (float) alpha;
    float c = (float) (1 - alpha);
    float e = (float) epsilon;
    for (int i = span.from(); i < span.to(); i++) {
      float slope = g[i] + pull * w[i];
      float square = a * state[i] + c * (slope * slope);
      state[i] = square;
      w[i] += down * (slope / ((float) Math.sqrt(square) + e));
    }
  }

  private void gathering(Span span, float pull, float[] w, float[] g, float[] state) {
    float down = (float) -span.rate();
    StateBlocks.each(
        span,
        state,
        (at, length, square, velocity) -> gather(at, length, pull, down, w, g, square, velocity));
  }

  private void gather(
      int at,
      int length,
      float pull,
      float down,
      float[] w,
      float[] g,
      float[] squares,
      float[] velocities) {
    float a = (float) alpha;
    float c = (float) (1 - alpha);
    float e = (float) epsilon;
    float kept = (float) momentum;
    for (int i = 0; i < length; i++) {
      float slope = g[at + i] + pull * w[at + i];
      float square = a * squares[i] + c * (slope * slope);
      float velocity = kept * velocities[i] + slope / ((float) Math.sqrt(square) + e);
      squares[i] = square;
      velocities[i] = velocity;
      w[at + i] += down * velocity;
    }
  }
}
