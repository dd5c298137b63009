package kindling.driver.evaluate;

import java.util.Set;
import kindling.driver.cluster.Console;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import kindling.driver.run.WeightsSource;
import kindling.model.architecture.Architecture;
import kindling.model.transfer.LoadedWeights;
import kindling.model.weights.Initialization;

/** Weights in a network's order. Made on the driver. */
public final class FittedWeights {
  private FittedWeights() {}

  /**
   * How misfits are told.
   *
   * @param network what they do not fit, beside the architecture's name
   * @param advice what to do
   * @param otherwise what else, where some tensors fit
   */
  public record Words(String network, String advice, String otherwise) {}

  /**
   * The weights of a source; none is made up unless the settings ask for a partial fit.
   *
   * @throws ConfigurationException that lists what does not fit
   */
  public static float[] of(
      WeightsSource source,
      Architecture architecture,
      Settings settings,
      Words words,
      Console console) {
    LoadedWeights loaded =
        LoadedWeights.of(
                Initialization.initialize(architecture, settings.seed()),
                source.tensors(),
                Set.of())
            .with(source.differences());
    if (!loaded.problems().isEmpty()) {
      String misfits =
          "WEIGHTS: "
              + loaded.mismatches(
                  source.file().toString(),
                  architecture.name()
                      + words.network
                      + architecture.classes()
                      + " classes and images of "
                      + architecture.input());
      if (loaded.loaded() == 0 || !settings.network().transfer().partial()) {
        throw new ConfigurationException(
            misfits
                + "\n"
                + words.advice
                + (loaded.loaded() == 0
                    ? ": none of the network's tensors is in the file"
                    : words.otherwise));
      }
      console.warn(misfits);
    }
    return loaded.weights().values();
  }
}
