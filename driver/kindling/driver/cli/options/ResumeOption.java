package kindling.driver.cli.options;

import kindling.driver.config.settings.Settings;
import kindling.driver.run.StartMode;
import picocli.CommandLine.Option;

/** {@code --resume}, of the commands that work in a folder. */
public final class ResumeOption {
  @Option(
      names = "--resume",
      description =
          "go on with run.dir, or the newest unfinished run of CONF, from its newest whole checkpoint")
  private boolean resume;

  /** How the command begins: the settings say so where the command line does not. */
  public StartMode mode(Settings settings) {
    return resume ? StartMode.RESUME : StartMode.of(settings);
  }
}
