package kindling.driver.cli;

import java.util.List;
import kindling.driver.cluster.Cluster;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command that trains is told: an experiment and a Spark master. */
final class Experiment {
  @Mixin private ExperimentFile file;

  @Option(
      names = "--master",
      defaultValue = "local[*]",
      description = "Spark master, unless spark-submit names one (default: ${DEFAULT-VALUE})")
  private String master;

  String file() {
    return file.file();
  }

  List<String> overrides() {
    return file.overrides();
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
    return file.settings();
  }

  /** A Spark application for a run with these settings. */
  JavaSparkContext spark(Settings settings) {
    return Cluster.open(settings.name(), master, settings.engine().threadsPerWorker());
  }
}
