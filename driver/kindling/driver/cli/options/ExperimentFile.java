package kindling.driver.cli.options;

import java.util.List;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import kindling.driver.config.settings.SettingsFile;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** An experiment on the command line: a file, and settings instead of its. */
public final class ExperimentFile {
  @Parameters(paramLabel = "CONF", description = "the experiment, a HOCON file")
  private String file;

  @Mixin private SetOption set;

  public String file() {
    return file;
  }

  public List<String> overrides() {
    return set.overrides();
  }

  /**
   * The file's settings.
   *
   * @throws ConfigurationException with all problems at once
   */
  public Settings settings() {
    return SettingsFile.read(file, set.overrides());
  }
}
