package kindling.model.optimizer;

import java.util.List;
import kindling.model.architecture.Role;
import kindling.model.architecture.TensorSpec;
import kindling.model.architecture.WeightsLayout;

/**
 * Twelve parameters in two tensors and 100 steps whose rate falls by 1 % a step: what {@code
 * src/test/resources/pytorch/optimizers.py} gives to PyTorch.
 */
final class OptimizerCase {
  static final int STEPS = 100;
  static final int PARAMETERS = 12;
  private static final float BUFFER = 7;

  static final WeightsLayout LAYOUT =
      new WeightsLayout(
          List.of(
              new TensorSpec("fc.weight", List.of(2, 4), Role.WEIGHT, 0, 8),
              new TensorSpec("fc.bias", List.of(4), Role.BIAS, 8, 4),
              new TensorSpec("bn.running_mean", List.of(1), Role.RUNNING_MEAN, PARAMETERS, 1)),
          PARAMETERS,
          1);

  private OptimizerCase() {}

  static double start(int i) {
    return 0.1 * i - 0.5;
  }

  /**
   * The slope of parameter i at step t, counted from 1: a pull to a value of its own, and a swing.
   */
  static double slope(double weight, int i, int t) {
    return (0.2 + 0.1 * i) * (weight - Math.cos(i)) + 0.5 * Math.sin(0.7 * i + 0.9 * t);
  }

  /** The weights and the buffer after all steps. */
  static float[] weights(Optimizer optimizer, double rate) {
    float[] weights = new float[PARAMETERS + 1];
    for (int i = 0; i < PARAMETERS; i++) {
      weights[i] = (float) start(i);
    }
    weights[PARAMETERS] = BUFFER;
    float[] state = new float[optimizer.stateSize(LAYOUT)];
    for (int t = 1; t <= STEPS; t++) {
      float[] gradient = new float[PARAMETERS];
      for (int i = 0; i < PARAMETERS; i++) {
        gradient[i] = (float) slope(weights[i], i, t);
      }
      optimizer.step(LAYOUT, weights, gradient, state, rate * Math.pow(0.99, t));
    }
    return weights;
  }
}
