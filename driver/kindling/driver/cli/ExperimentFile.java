package kindling.driver.cli;

import java.util.ArrayList;
import java.util.List;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import kindling.driver.config.settings.SettingsFile;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** An experiment on the command line: a file, and settings instead of its. */
final class ExperimentFile {
  @Parameters(paramLabel = "CONF", description = "the experiment, a HOCON file")
  private String file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "one setting, instead of the file's; may be repeated")
  private List<String> overrides = new ArrayList<>();

  String file() {
    return file;
  }

  List<String> overrides() {
    return overrides;
  }

  /**
   * The file's settings.
   *
   * @throws ConfigurationException with all problems at once
   */
  Settings settings() {
    return SettingsFile.read(file, overrides);
  }
}
