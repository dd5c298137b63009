package kindling.model.optimizer;

import kindling.data.keys.Keys;
import kindling.data.keys.Range;

/** The keys that several optimizers share. */
final class OptimizerKeys {
  private OptimizerKeys() {}

  static double weightDecay(Keys keys, double otherwise) {
    return keys.number("optimizer.weight-decay", otherwise, Range.NOT_NEGATIVE);
  }

  static DecayScope decay(Keys keys) {
    return keys.choice("optimizer.decay", DecayScope.WEIGHTS_ONLY);
  }

  static double momentum(Keys keys, double otherwise) {
    return keys.number("optimizer.momentum", otherwise, Range.BELOW_ONE);
  }

  static double beta1(Keys keys) {
    return keys.number("optimizer.beta1", 0.9, Range.BELOW_ONE);
  }

  static double beta2(Keys keys, double otherwise) {
    return keys.number("optimizer.beta2", otherwise, Range.BELOW_ONE);
  }

  static double epsilon(Keys keys, double otherwise) {
    return keys.number("optimizer.epsilon", otherwise, Range.POSITIVE);
  }
}
