package kindling.model;

/**
 * Stochastic gradient descent with momentum (Sutskever et al., On the Importance of Initialization
 * and Momentum in Deep Learning, 2013), in the form and with the rounding of PyTorch's {@code SGD}.
 *
 * <p>With gradient g, weights w, velocity v and learning rate r: d = g + decay × w; v = momentum ×
 * v + d; w = w - r × v, or with Nesterov's momentum w = w - r × (d + momentum × v). The rate stands
 * outside the velocity, so that it may change between steps. Without momentum there is no state.
 *
 * @throws IllegalArgumentException if the momentum is not from 0 to below 1, the decay is negative,
 *     or Nesterov's form is asked for without momentum
 */
public record Sgd(double momentum, boolean nesterov, double weightDecay, Decay decay)
    implements Optimizer {
  public Sgd {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException(
          "expected a momentum from 0 to below 1, found " + momentum);
    }
    if (!(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "expected a weight decay of at least 0, found " + weightDecay);
    }
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException("Nesterov's form takes a momentum above 0");
    }
  }

  @Override
  public int stateSize(WeightsLayout layout) {
    return momentum == 0 ? 0 : layout.parameters();
  }

  @Override
  public void step(
      WeightsLayout layout, float[] weights, float[] gradient, float[] state, double learningRate) {
    expect("weights", layout.size(), weights.length);
    expect("gradient", layout.parameters(), gradient.length);
    expect("state", stateSize(layout), state.length);
    if (decay == Decay.ALL) {
      run(0, layout.parameters(), (float) weightDecay, weights, gradient, state, learningRate);
      return;
    }
    for (int i = 0; i < layout.tensors().size(); i++) {
      Tensor tensor = layout.tensors().get(i);
      if (!tensor.role().isBuffer()) {
        float pull = tensor.role() == Role.WEIGHT ? (float) weightDecay : 0;
        run(tensor.offset(), tensor.end(), pull, weights, gradient, state, learningRate);
      }
    }
  }

  private static void expect(String what, int expected, int found) {
    if (expected != found) {
      throw new IllegalArgumentException(
          "%s: expected %d values, found %d".formatted(what, expected, found));
    }
  }

  private void run(
      int from, int to, float pull, float[] weights, float[] gradient, float[] state, double rate) {
    float down = (float) -rate;
    if (momentum == 0) {
      plain(from, to, pull, weights, gradient, down);
    } else if (nesterov) {
      nesterov(from, to, pull, weights, gradient, state, down, (float) momentum);
    } else {
      heavyBall(from, to, pull, weights, gradient, state, down, (float) momentum);
    }
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
