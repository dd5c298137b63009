package kindling.driver.config.settings;

import java.util.Locale;
import kindling.driver.config.ConfigurationException;
import kindling.model.architecture.Architecture;
import kindling.model.weights.Whitening;

/** Where the weights of the convolution that takes the images come from. Lives on the driver. */
public enum FirstConvolution {
  /** From the seed, as all others. */
  RANDOM,
  /** From the training images' patches, which they decorrelate. */
  WHITENED;

  /**
   * Refuses a run that cannot begin so.
   *
   * @throws ConfigurationException with what it would need
   */
  public void check(Architecture architecture, TransferSettings transfer) {
    if (this == WHITENED) {
      transfer
          .from()
          .ifPresent(
              from -> {
                throw new ConfigurationException(
                    "init.first-convolution = whitened is for fresh weights, found init.from = "
                        + from);
              });
      try {
        Whitening.convolution(architecture);
      } catch (IllegalArgumentException e) {
        throw new ConfigurationException(
            String.format(
                Locale.ROOT,
                "init.first-convolution = whitened, architecture %s: %s",
                architecture.name(),
                e.getMessage()));
      }
    }
  }
}
