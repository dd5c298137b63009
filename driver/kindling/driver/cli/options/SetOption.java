package kindling.driver.cli.options;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --set}, of the commands that take settings. */
public final class SetOption {
  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "one setting, instead of the file's; may be repeated")
  private List<String> overrides = new ArrayList<>();

  public List<String> overrides() {
    return overrides;
  }
}
