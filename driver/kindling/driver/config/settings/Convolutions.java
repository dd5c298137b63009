package kindling.driver.config.settings;

import kindling.model.architecture.Architecture;
import kindling.model.weights.DiracInitialization;
import kindling.model.weights.Weights;

/** Where fresh weights of convolutions come from. Lives on the driver. */
public enum Convolutions {
  /** From the seed. */
  RANDOM {
    @Override
    public Weights of(Architecture architecture, Weights fresh) {
      return fresh;
    }
  },
  /** From the seed, but for the first output channels, which begin as the input channels. */
  DIRAC {
    @Override
    public Weights of(Architecture architecture, Weights fresh) {
      return DiracInitialization.initialize(architecture, fresh);
    }
  };

  /** The weights to begin with, from those of the seed. */
  public abstract Weights of(Architecture architecture, Weights fresh);
}
