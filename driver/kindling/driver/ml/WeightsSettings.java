package kindling.driver.ml;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import kindling.data.Storage;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.ResolvedConfig;
import kindling.driver.config.settings.Settings;
import kindling.driver.config.settings.SettingsFile;
import kindling.driver.run.RunFolder;
import org.apache.hadoop.fs.Path;

/** The settings under which weights are put to use: their run's, and those given. On the driver. */
final class WeightsSettings {
  private static final List<String> OF_THE_RUNS_DATA =
      List.of("data.path", "data.format", "data.shapes", "data.parquet", "data.cifar100");

  private WeightsSettings() {}

  /**
   * Reads them.
   *
   * @param weights a run's folder, a model's, or a file
   * @param given each {@code key=value}
   * @throws ConfigurationException with all problems at once
   */
  static Settings of(String weights, List<String> given, Storage storage) {
    try {
      Path root = storage.qualify(weights);
      Config base =
          RunFolder.config(root, storage)
              .map(ResolvedConfig::config)
              .orElseGet(ConfigFactory::empty);
      for (String path : OF_THE_RUNS_DATA) {
        base = base.withoutPath(path);
      }
      List<String> all = new ArrayList<>(given);
      // The images are a data frame's; settings are whole with a place alone.
      all.add("data.path=" + root);
      all.add("init.from=" + root);
      return SettingsFile.read("featurizer", weights, base, all);
    } catch (IOException e) {
      throw new ConfigurationException(
          "weights: cannot read " + weights + ": " + Storage.reason(e));
    }
  }
}
