package kindling.driver.cli.scaling;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kindling.driver.config.ConfigurationException;
import kindling.driver.scaling.PlannedCluster;
import org.apache.spark.network.util.JavaUtils;
import picocli.CommandLine.Option;

/** The clusters on the command line. */
final class ClusterOptions {
  private static final String NO_NETWORK = "none";

  @Option(
      names = "--workers",
      split = ",",
      paramLabel = "N",
      description = "workers of each cluster that is predicted (default: the setting)")
  private List<Integer> workers = new ArrayList<>();

  @Option(
      names = "--network",
      paramLabel = "SPEED",
      defaultValue = "10g",
      description =
          "bits a second of a machine each way, such as 100m or 10g, or none where all run on one"
              + " (default: ${DEFAULT-VALUE})")
  private String network;

  @Option(
      names = "--workers-per-machine",
      paramLabel = "N",
      defaultValue = "0",
      description = "at once (default: one for each core that a worker's threads take)")
  private int workersOfMachine;

  @Option(
      names = "--executors-per-machine",
      paramLabel = "N",
      defaultValue = "1",
      description = "among which they are divided (default: ${DEFAULT-VALUE})")
  private int executorsOfMachine;

  @Option(
      names = "--cores",
      paramLabel = "N",
      defaultValue = "0",
      description = "of a machine (default: as measured)")
  private int cores;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      defaultValue = "0",
      description = "of a machine, such as 64g (default: this one's)")
  private String memory;

  @Option(
      names = "--disk",
      paramLabel = "SIZE",
      defaultValue = "0",
      description =
          "bytes a second of a machine's local disk, such as 500m (default: measured here where it"
              + " matters)")
  private String disk;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "0",
      description = "training images (default: the data set's)")
  private long images;

  @Option(
      names = "--image-bytes",
      paramLabel = "SIZE",
      defaultValue = "0",
      description = "of an image's file, such as 110k (default: the data set's)")
  private String imageBytes;

  /**
   * What is asked for.
   *
   * @param usual workers where none are named
   * @throws ConfigurationException with what is wrong
   */
  PlannedCluster cluster(int usual) {
    PlannedCluster cluster =
        new PlannedCluster(
            workers.isEmpty() ? List.of(usual) : workers,
            network(),
            workersOfMachine,
            executorsOfMachine,
            cores,
            size("--memory", memory),
            size("--disk", disk),
            images,
            size("--image-bytes", imageBytes));
    cluster.check();
    return cluster;
  }

  private double network() {
    String written = network.toLowerCase(Locale.ROOT);
    if (written.equals(NO_NETWORK)) {
      return Double.POSITIVE_INFINITY;
    }
    if (!written.matches("\\d+(\\.\\d+)?[kmg]?")) {
      throw new ConfigurationException(
          "--network: expected bits a second such as 100m, 10g or none, found " + network);
    }
    String digits = written.replaceAll("[kmg]", "");
    double unit =
        switch (written.substring(digits.length())) {
          case "k" -> 1e3;
          case "m" -> 1e6;
          case "g" -> 1e9;
          default -> 1;
        };
    return Double.parseDouble(digits) * unit / Byte.SIZE;
  }

  private static long size(String option, String written) {
    try {
      long bytes = JavaUtils.byteStringAsBytes(written);
      if (bytes >= 0) {
        return bytes;
      }
    } catch (NumberFormatException e) {
      // Told below, as for one below 0.
    }
    throw new ConfigurationException(
        option + ": expected a size such as 110k, 500m or 64g, found " + written);
  }
}
