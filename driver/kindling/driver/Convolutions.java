package kindling.driver;

import kindling.model.Architecture;
import kindling.model.Dirac;
import kindling.model.Weights;

/** Where fresh weights of convolutions come from. Lives on the driver. */
enum Convolutions {
  /** From the seed. */
  RANDOM {
    @Override
    Weights of(Architecture architecture, Weights fresh) {
      return fresh;
    }
  },
  /** From the seed, but for the first output channels, which begin as the input channels. */
  DIRAC {
    @Override
    Weights of(Architecture architecture, Weights fresh) {
      return Dirac.of(architecture, fresh);
    }
  };

  abstract Weights of(Architecture architecture, Weights fresh);
}
