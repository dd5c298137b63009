package kindling.model.optimizer;

import java.util.function.Function;
import kindling.data.keys.Keys;

/** The optimizers that a configuration may name, each with how it reads its keys. */
public enum OptimizerKind {
  SGD(Sgd::read),
  ADAM(Adam::read),
  ADAMW(AdamW::read),
  LAMB(Lamb::read),
  LARS(Lars::read),
  LION(Lion::read),
  RMSPROP(RmsProp::read);

  private final Function<Keys, TensorOptimizer> reading;

  OptimizerKind(Function<Keys, TensorOptimizer> reading) {
    this.reading = reading;
  }

  /**
   * Reads the keys of this optimizer, with the names and defaults of its paper or of PyTorch, on
   * the driver.
   */
  public TensorOptimizer read(Keys keys) {
    return reading.apply(keys);
  }
}
