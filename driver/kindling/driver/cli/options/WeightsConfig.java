package kindling.driver.cli.options;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import kindling.data.Storage;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.ResolvedConfig;
import kindling.driver.config.architecture.ArchitectureDescription;
import kindling.driver.run.RunFolder;
import kindling.driver.run.WeightsSource;

/** The settings that weights bring with them. */
public final class WeightsConfig {
  private WeightsConfig() {}

  /**
   * Those of the run that the weights are of, or the network of an ONNX file; none of other files.
   *
   * @throws ConfigurationException where they cannot be read
   */
  public static Config of(String weights, Storage storage) {
    try {
      return RunFolder.config(storage.qualify(weights), storage)
          .map(ResolvedConfig::config)
          .or(() -> described(weights, storage))
          .orElseGet(ConfigFactory::empty);
    } catch (IOException e) {
      throw new ConfigurationException(
          String.format(Locale.ROOT, "WEIGHTS: cannot read %s: %s", weights, Storage.reason(e)));
    }
  }

  private static Optional<Config> described(String weights, Storage storage) {
    return WeightsSource.imported("WEIGHTS", weights, storage)
        .map(of -> ArchitectureDescription.of(of.architecture()).atPath("architecture"));
  }
}
