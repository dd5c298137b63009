package kindling.driver.config.training;

import kindling.data.keys.Range;
import kindling.driver.config.KeyReader;
import kindling.model.optimizer.GradientClipping;
import kindling.model.optimizer.Optimizer;
import kindling.model.optimizer.OptimizerKind;
import kindling.model.optimizer.TensorOptimizer;

/** Reads the optimizer and how its gradients are clipped. */
final class OptimizerSettings {
  private OptimizerSettings() {}

  static Optimizer read(KeyReader keys) {
    TensorOptimizer optimizer =
        keys.chosen("optimizer.kind", OptimizerKind.SGD, OptimizerKind::read);
    double value = keys.number("optimizer.clip-value", 0, Range.NOT_NEGATIVE);
    double norm = keys.number("optimizer.clip-norm", 0, Range.NOT_NEGATIVE);
    return value == 0 && norm == 0
        ? optimizer
        : new GradientClipping(
            optimizer,
            value == 0 ? Double.POSITIVE_INFINITY : value,
            norm == 0 ? Double.POSITIVE_INFINITY : norm);
  }
}
