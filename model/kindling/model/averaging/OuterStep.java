package kindling.model.averaging;

/**
 * What the driver makes of a round's average before the next round starts from it. A pure function
 * on flat arrays. It moves parameters alone: running statistics and the optimizer's state stay as
 * they were averaged, never extrapolated.
 */
public sealed interface OuterStep {
  /** Plain averaging: the next round starts from the average. */
  OuterStep NONE = new None();

  /** How many floats of momentum it keeps from round to round; they begin as zeros. */
  int momentumSize(int parameters);

  /**
   * The state that the next round starts from.
   *
   * @param start state that the round started from: parameters first
   * @param average of the workers after it, of the same size
   * @param momentum as the last round left it
   * @param rate mean learning rate of the round's steps
   */
  Moved move(float[] start, float[] average, float[] momentum, double rate);

  /** A state and the momentum after an outer step. */
  record Moved(float[] state, float[] momentum) {}

  /** No outer step. */
  record None() implements OuterStep {
    @Override
    public int momentumSize(int parameters) {
      return 0;
    }

    @Override
    public Moved move(float[] start, float[] average, float[] momentum, double rate) {
      return new Moved(average, momentum);
    }
  }

  /**
   * Slow momentum (Wang, Tantia, Ballas, Rabbat, SlowMo, 2020, algorithm 1, with exact averaging).
   * With fast learning rate γ: u = β u + (start - average) / γ; state = start - α γ u. The paper's
   * γ is the same within a round; here it is the mean over the round's steps.
   *
   * @param momentum the slow momentum β, from 0 to below 1
   * @param rate the slow learning rate α, above 0
   */
  record SlowMo(double momentum, double rate) implements OuterStep {
    public SlowMo {
      check(momentum, rate);
    }

    @Override
    public int momentumSize(int parameters) {
      return parameters;
    }

    @Override
    public Moved move(float[] start, float[] average, float[] velocity, double fastRate) {
      float[] state = average.clone();
      float[] next = new float[velocity.length];
      for (int i = 0; i < next.length; i++) {
        double kept = momentum * velocity[i];
        double change = (double) start[i] - average[i];
        // At rate 0, where a schedule may end, no step has moved the parameters.
        next[i] = (float) (fastRate > 0 ? kept + change / fastRate : kept);
        state[i] = (float) (start[i] - rate * (fastRate * kept + change));
      }
      return new Moved(state, next);
    }
  }

  /**
   * Nesterov's momentum on the change that the round brought (Douillard et al., DiLoCo, 2023,
   * algorithm 1, in the form of PyTorch's {@code SGD}): d = start - average; v = momentum × v + d;
   * state = start - rate × (d + momentum × v).
   *
   * @param momentum from 0 to below 1
   * @param rate the outer learning rate, above 0
   */
  record Nesterov(double momentum, double rate) implements OuterStep {
    public Nesterov {
      check(momentum, rate);
    }

    @Override
    public int momentumSize(int parameters) {
      return parameters;
    }

    @Override
    public Moved move(float[] start, float[] average, float[] velocity, double fastRate) {
      float[] state = average.clone();
      float[] next = new float[velocity.length];
      for (int i = 0; i < next.length; i++) {
        double change = (double) start[i] - average[i];
        double moving = momentum * velocity[i] + change;
        next[i] = (float) moving;
        state[i] = (float) (start[i] - rate * (change + momentum * moving));
      }
      return new Moved(state, next);
    }
  }

  private static void check(double momentum, double rate) {
    if (!(momentum >= 0 && momentum < 1 && rate > 0 && rate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "expected an outer momentum from 0 to below 1 and a rate above 0, found "
              + momentum
              + " and "
              + rate);
    }
  }
}
