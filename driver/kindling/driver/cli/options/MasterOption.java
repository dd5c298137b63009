package kindling.driver.cli.options;

import kindling.driver.cluster.Cluster;
import kindling.driver.cluster.Console;
import kindling.driver.config.settings.Settings;
import kindling.driver.run.log.LoggedConsole;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code --master}, of the commands that start Spark, and what the launcher passes on to it. */
@Command(
    footerHeading = "%nOptions that go to Spark, each with a value:%n",
    footer = {
      "      --deploy-mode       client or cluster",
      "      --driver-memory     heap of the driver, such as 4g (default: 4g)",
      "      --executor-memory   heap of an executor, such as 4g",
      "      --executor-cores    cores of an executor",
      "      --total-executor-cores, --num-executors",
      "                          how many in all: standalone, or YARN and Kubernetes",
      "      --queue, --files    of YARN",
      "      --conf              KEY=VALUE, one of Spark's settings; may be repeated"
    })
public final class MasterOption {
  @Option(
      names = "--master",
      defaultValue = "local[*]",
      description = "Spark master, unless spark-submit names one (default: ${DEFAULT-VALUE})")
  private String master;

  /** A Spark application for a run with these settings. */
  public JavaSparkContext open(Settings settings, Console console) {
    return Cluster.open(
        settings.name(), master, settings.engine().threadsPerWorker(), new LoggedConsole(console));
  }

  /** The same for several runs at once. */
  public JavaSparkContext openShared(Settings settings, Console console) {
    return Cluster.openShared(
        settings.name(), master, settings.engine().threadsPerWorker(), new LoggedConsole(console));
  }

  /** The same for a job that shuffles images. */
  public JavaSparkContext openForImages(Settings settings, Console console) {
    return Cluster.openForImages(
        settings.name(), master, settings.engine().threadsPerWorker(), new LoggedConsole(console));
  }
}
