package kindling.driver.settings;

import java.util.List;
import kindling.driver.config.KeyReader;
import kindling.driver.config.Range;
import kindling.model.optimizer.Adam;
import kindling.model.optimizer.AdamW;
import kindling.model.optimizer.DecayScope;
import kindling.model.optimizer.GradientClipping;
import kindling.model.optimizer.Lamb;
import kindling.model.optimizer.Lars;
import kindling.model.optimizer.Lion;
import kindling.model.optimizer.Moments;
import kindling.model.optimizer.Optimizer;
import kindling.model.optimizer.RmsProp;
import kindling.model.optimizer.Sgd;
import kindling.model.optimizer.TensorOptimizer;

/** Reads the optimizer, with the names and defaults of its paper or of PyTorch. */
final class OptimizerSettings {
  /** The optimizers there are. */
  enum Kind {
    SGD,
    ADAM,
    ADAMW,
    LAMB,
    LARS,
    LION,
    RMSPROP
  }

  private static final List<String> OF_SOME_KINDS =
      List.of(
          "optimizer.momentum",
          "optimizer.nesterov",
          "optimizer.beta1",
          "optimizer.beta2",
          "optimizer.epsilon",
          "optimizer.alpha",
          "optimizer.trust-coefficient");

  private OptimizerSettings() {}

  static Optimizer read(KeyReader keys) {
    Kind kind = keys.choice("optimizer.kind", Kind.SGD);
    double weightDecay =
        keys.number(
            "optimizer.weight-decay",
            kind == Kind.ADAMW || kind == Kind.LAMB ? 0.01 : 0,
            Range.NOT_NEGATIVE);
    DecayScope decay = keys.choice("optimizer.decay", DecayScope.WEIGHTS_ONLY);
    TensorOptimizer optimizer =
        switch (kind) {
          case SGD -> sgd(keys, weightDecay, decay);
          case ADAM -> new Adam(moments(keys, 1e-8), weightDecay, decay);
          case ADAMW -> new AdamW(moments(keys, 1e-8), weightDecay, decay);
          case LAMB -> new Lamb(moments(keys, 1e-6), weightDecay, decay);
          case LARS ->
              new Lars(
                  momentum(keys, 0.9),
                  keys.number("optimizer.trust-coefficient", 0.001, Range.POSITIVE),
                  weightDecay,
                  decay);
          case LION -> new Lion(beta1(keys), beta2(keys, 0.99), weightDecay, decay);
          case RMSPROP ->
              new RmsProp(
                  keys.number("optimizer.alpha", 0.99, Range.BELOW_ONE),
                  epsilon(keys, 1e-8),
                  momentum(keys, 0),
                  weightDecay,
                  decay);
        };
    keys.unused("optimizer.kind", kind, OF_SOME_KINDS);
    return clipped(keys, optimizer);
  }

  private static Optimizer clipped(KeyReader keys, TensorOptimizer optimizer) {
    double value = keys.number("optimizer.clip-value", 0, Range.NOT_NEGATIVE);
    double norm = keys.number("optimizer.clip-norm", 0, Range.NOT_NEGATIVE);
    return value == 0 && norm == 0
        ? optimizer
        : new GradientClipping(
            optimizer,
            value == 0 ? Double.POSITIVE_INFINITY : value,
            norm == 0 ? Double.POSITIVE_INFINITY : norm);
  }

  private static Sgd sgd(KeyReader keys, double weightDecay, DecayScope decay) {
    double momentum = momentum(keys, 0.9);
    boolean nesterov = keys.flag("optimizer.nesterov", true);
    if (nesterov && momentum == 0) {
      keys.problem("optimizer.nesterov: Nesterov needs optimizer.momentum above 0, found 0");
    }
    return new Sgd(momentum, nesterov && momentum > 0, weightDecay, decay);
  }

  private static double momentum(KeyReader keys, double otherwise) {
    return keys.number("optimizer.momentum", otherwise, Range.BELOW_ONE);
  }

  private static Moments moments(KeyReader keys, double epsilon) {
    return new Moments(beta1(keys), beta2(keys, 0.999), epsilon(keys, epsilon));
  }

  private static double beta1(KeyReader keys) {
    return keys.number("optimizer.beta1", 0.9, Range.BELOW_ONE);
  }

  private static double beta2(KeyReader keys, double otherwise) {
    return keys.number("optimizer.beta2", otherwise, Range.BELOW_ONE);
  }

  private static double epsilon(KeyReader keys, double otherwise) {
    return keys.number("optimizer.epsilon", otherwise, Range.POSITIVE);
  }
}
