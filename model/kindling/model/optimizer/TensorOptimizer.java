package kindling.model.optimizer;

import java.util.List;
import java.util.Locale;
import kindling.model.architecture.TensorSpec;
import kindling.model.architecture.WeightsLayout;

/**
 * An optimizer that moves one tensor of parameters after the other by the same rule.
 *
 * <p>Its state is {@link #vectors} vectors with an element for each parameter, one after the other,
 * and behind them, where {@link #countsSteps}, the number of steps that each tensor has taken,
 * which bias correction asks for. So the counts share the fate of the moments that they belong to:
 * they are averaged, reset, left as they are while their tensor is frozen, and written to
 * checkpoints. The mean over workers that took unequal numbers of steps is a fraction. A count is
 * exact up to 2^24 and stays there, where every correction has long been 1.
 */
public non-sealed interface TensorOptimizer extends Optimizer {
  /** How many floats of state each parameter has. */
  int vectors();

  /** Whether the state holds a count of steps for each tensor. */
  boolean countsSteps();

  /** What of a weight is taken to its gradient or from the weight, as the rule says. */
  double weightDecay();

  /** Which tensors the decay pulls. */
  DecayScope decay();

  /** Moves the parameters of one tensor. */
  void move(Span span, float[] weights, float[] gradient, float[] state);

  /**
   * The same where the weights stay on a device: moves a tensor and its state in place.
   *
   * @param gradient not changed
   */
  void move(Resident weights, ResidentTensor gradient);

  /**
   * The tensor that a step moves.
   *
   * @param from its first position among the parameters
   * @param to the position after its last
   * @param parameters of the network: the distance of two vectors of the state
   * @param decays whether weight decay pulls the tensor
   * @param steps that it has taken, this one included; 0 where they are not counted
   * @param rate the learning rate
   */
  record Span(int from, int to, int parameters, boolean decays, double steps, double rate) {
    /** The weight decay in this tensor, 0 where it has none. */
    float pull(double weightDecay) {
      return decays ? (float) weightDecay : 0;
    }
  }

  /**
   * The tensor that a step on a device moves.
   *
   * @param vectors its part of each of the optimizer's {@link #vectors}
   * @param decays whether weight decay pulls it
   * @param steps that it has taken, this one included; 0 where they are not counted
   * @param rate the learning rate
   */
  record Resident(
      ResidentTensor values,
      List<ResidentTensor> vectors,
      boolean decays,
      double steps,
      double rate) {
    /** Its part of one of the vectors, counted from 0. */
    ResidentTensor state(int vector) {
      return vectors.get(vector);
    }

    /** The direction with weight decay as a part of it. */
    ResidentTensor pulled(ResidentTensor direction, double weightDecay) {
      return decays && weightDecay > 0 ? direction.plus(values, weightDecay) : direction;
    }
  }

  @Override
  default TensorOptimizer rule() {
    return this;
  }

  @Override
  default int stateSize(WeightsLayout layout) {
    long counts = countsSteps() ? layout.trained().count() : 0;
    long size = (long) vectors() * layout.parameters() + counts;
    if (size > Integer.MAX_VALUE) {
      throw new ArithmeticException(
          String.format(
              Locale.ROOT,
              "the optimizer's state of %d × %d values is more than one array holds",
              vectors(),
              layout.parameters()));
    }
    return (int) size;
  }

  @Override
  default void step(
      WeightsLayout layout, float[] weights, float[] gradient, float[] state, double learningRate) {
    expect("weights", layout.size(), weights.length);
    expect("gradient", layout.parameters(), gradient.length);
    expect("state", stateSize(layout), state.length);
    int count = vectors() * layout.parameters();
    for (TensorSpec tensor : layout.trained().toList()) {
      float steps = countsSteps() ? ++state[count++] : 0;
      move(
          new Span(
              tensor.offset(),
              tensor.end(),
              layout.parameters(),
              decay().appliesTo(tensor),
              steps,
              learningRate),
          weights,
          gradient,
          state);
    }
  }

  private static void expect(String what, int expected, int found) {
    if (expected != found) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s: expected %d values, found %d", what, expected, found));
    }
  }

  /** Refuses a weight decay that is not a number of at least 0. */
  static void checkWeightDecay(double weightDecay) {
    check(
        weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY,
        "a weight decay of at least 0",
        weightDecay);
  }

  /** Refuses a share of the past that is not from 0 to below 1. */
  static void checkShare(String what, double share) {
    check(share >= 0 && share < 1, what + " from 0 to below 1", share);
  }

  /** Refuses a number that is not above 0. */
  static void checkPositive(String what, double value) {
    check(value > 0 && value < Double.POSITIVE_INFINITY, what + " above 0", value);
  }

  private static void check(boolean holds, String expected, double found) {
    if (!holds) {
      throw new IllegalArgumentException("expected " + expected + ", found " + found);
    }
  }
}
