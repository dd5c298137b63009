package kindling.driver;

import java.util.ArrayList;
import java.util.List;
import kindling.driver.config.ConfigurationException;
import kindling.driver.settings.Settings;
import kindling.driver.settings.SettingsFile;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every command that trains is told: a file, settings instead of its, and a Spark master. */
final class Experiment {
  @Parameters(paramLabel = "CONF", description = "the experiment, a HOCON file")
  private String file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "one setting, instead of the file's; may be repeated")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--master",
      defaultValue = "local[*]",
      description = "Spark master, unless spark-submit names one (default: ${DEFAULT-VALUE})")
  private String master;

  String file() {
    return file;
  }

  List<String> overrides() {
    return overrides;
  }

  String master() {
    return master;
  }

  /**
   * The file's settings.
   *
   * @throws ConfigurationException with all problems at once
   */
  Settings settings() {
    return SettingsFile.read(file, overrides);
  }

  /** A Spark application for a run with these settings. */
  JavaSparkContext spark(Settings settings) {
    return Cluster.open(settings.name(), master, settings.threadsPerWorker());
  }
}
