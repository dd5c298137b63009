package kindling.model.optimizer;

import java.io.Serializable;
import kindling.model.architecture.WeightsLayout;

/**
 * A rule that moves the weights by a gradient, with a flat float state of its own.
 *
 * <p>It runs on executors, on one worker's arrays. Immutable itself; all that changes from step to
 * step is in the arrays.
 */
public sealed interface Optimizer extends Serializable
    permits TensorOptimizer, GradientClipping, L1Penalty {
  /** The rule beneath whatever changes its gradients. */
  TensorOptimizer rule();

  /**
   * How many floats of state the rule keeps; they begin as zeros.
   *
   * @throws ArithmeticException if they are more than one array holds
   */
  int stateSize(WeightsLayout layout);

  /**
   * Moves the parameters in place; the buffers stay.
   *
   * @param weights parameters, then buffers
   * @param gradient the derivative by each parameter, not changed
   * @param state what {@link #stateSize} asks for, changed in place
   * @throws IllegalArgumentException if an array does not fit the layout
   */
  void step(
      WeightsLayout layout, float[] weights, float[] gradient, float[] state, double learningRate);
}
