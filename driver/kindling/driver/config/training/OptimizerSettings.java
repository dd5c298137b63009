package kindling.driver.config.training;

import java.util.List;
import java.util.stream.Stream;
import kindling.data.keys.Range;
import kindling.driver.config.KeyReader;
import kindling.model.optimizer.Clipped;
import kindling.model.optimizer.Optimizer;
import kindling.model.optimizer.OptimizerKind;
import kindling.model.optimizer.TensorOptimizer;

/** Reads the optimizer and how its gradients are clipped. */
public final class OptimizerSettings {
  private static final List<String> OF_SOME_KINDS =
      Stream.of(OptimizerKind.values())
          .flatMap(kind -> KeyReader.askedBy(kind::read).stream())
          .distinct()
          .toList();

  private OptimizerSettings() {}

  public static Optimizer read(KeyReader keys) {
    OptimizerKind kind = keys.choice("optimizer.kind", OptimizerKind.SGD);
    TensorOptimizer optimizer = kind.read(keys);
    keys.unused("optimizer.kind", kind, OF_SOME_KINDS);
    double value = keys.number("optimizer.clip-value", 0, Range.NOT_NEGATIVE);
    double norm = keys.number("optimizer.clip-norm", 0, Range.NOT_NEGATIVE);
    return value == 0 && norm == 0
        ? optimizer
        : new Clipped(
            optimizer,
            value == 0 ? Double.POSITIVE_INFINITY : value,
            norm == 0 ? Double.POSITIVE_INFINITY : norm);
  }
}
