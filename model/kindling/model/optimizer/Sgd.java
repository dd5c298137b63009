package kindling.model.optimizer;

import kindling.data.keys.Keys;

/**
 * Stochastic gradient descent with momentum (Sutskever et al., On the Importance of Initialization
 * and Momentum in Deep Learning, 2013), in the form and with the rounding of PyTorch's {@code SGD}.
 *
 * <p>With gradient g, weights w, velocity v and learning rate r: d = g + decay × w; v = momentum ×
 * v + d; w = w - r × v, or with Nesterov's momentum w = w - r × (d + momentum × v). The rate stands
 * outside the velocity, so that it may change between steps. Without momentum there is no state.
 *
 * <p>Throws IllegalArgumentException if the momentum is not from 0 to below 1, the decay is
 * negative, or Nesterov's form is asked for without momentum.
 */
public record Sgd(double momentum, boolean nesterov, double weightDecay, DecayScope decay)
    implements TensorOptimizer {
  public Sgd {
    TensorOptimizer.checkShare("a momentum", momentum);
    TensorOptimizer.checkWeightDecay(weightDecay);
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException("Nesterov's form takes a momentum above 0");
    }
  }

  static Sgd read(Keys keys) {
    double weightDecay = OptimizerKeys.weightDecay(keys, 0);
    DecayScope decay = OptimizerKeys.decay(keys);
    double momentum = OptimizerKeys.momentum(keys, 0.9);
    boolean nesterov = keys.flag("optimizer.nesterov", true);
    if (nesterov && momentum == 0) {
      keys.problem("optimizer.nesterov: Nesterov needs optimizer.momentum above 0, found 0");
    }
    return new Sgd(momentum, nesterov && momentum > 0, weightDecay, decay);
  }

  @Override
  public int vectors() {
    return momentum == 0 ? 0 : 1;
  }

  @Override
  public boolean countsSteps() {
    return false;
  }

  @Override
  public void move(Span span, float[] weights, float[] gradient, float[] state) {
    float pull = span.pull(weightDecay);
    float down = (float) -span.rate();
    int from = span.from();
    int to = span.to();
    if (momentum == 0) {
      plain(from, to, pull, weights, gradient, down);
    } else if (nesterov) {
      nesterov(from, to, pull, weights, gradient, state, down, (float) momentum);
    } else {
      heavyBall(from, to, pull, weights, gradient, state, down, (float) momentum);
    }
  }

  @Override
  public void move(Resident weights, ResidentTensor gradient) {
    ResidentTensor down = weights.pulled(gradient, weightDecay);
    if (momentum > 0) {
      ResidentTensor velocity = weights.state(0).multiply(momentum).add(down, 1);
      down = nesterov ? down.plus(velocity, momentum) : velocity;
    }
    weights.values().add(down, -weights.rate());
  }

  // Three loops without branches, so that the compiler makes vector instructions of each.

  private static void plain(int from, int to, float pull, float[] w, float[] g, float down) {
    for (int i = from; i < to; i++) {
      w[i] += down * (g[i] + pull * w[i]);
    }
  }

  private static void heavyBall(
      int from, int to, float pull, float[] w, float[] g, float[] v, float down, float momentum) {
    for (int i = from; i < to; i++) {
      float velocity = momentum * v[i] + (g[i] + pull * w[i]);
      v[i] = velocity;
      w[i] += down * velocity;
    }
  }

  private static void nesterov(
      int from, int to, float pull, float[] w, float[] g, float[] v, float down, float momentum) {
    for (int i = from; i < to; i++) {
      float slope = g[i] + pull * w[i];
      float velocity = momentum * v[i] + slope;
      v[i] = velocity;
      w[i] += down * (slope + momentum * velocity);
    }
  }
}
