package kindling.driver.scaling;

import java.util.ArrayList;
import java.util.List;
import kindling.driver.config.ConfigurationException;

/**
 * The clusters that are asked about, and what is given in place of what is found. A 0 stands for
 * what was measured, or for this machine's.
 *
 * @param workers of each cluster
 * @param networkBytesPerSecond of a machine each way; infinite: nothing crosses a network
 * @param workersOfMachine at once
 * @param executorsOfMachine among which they are divided
 * @param cores of a machine
 * @param memoryBytes of a machine
 * @param diskBytesPerSecond of a machine
 * @param images of the training split
 * @param imageBytes of an image's file, in the mean
 */
public record PlannedCluster(
    List<Integer> workers,
    double networkBytesPerSecond,
    int workersOfMachine,
    int executorsOfMachine,
    int cores,
    long memoryBytes,
    long diskBytesPerSecond,
    long images,
    long imageBytes) {
  /**
   * Checks them.
   *
   * @throws ConfigurationException with all problems at once
   */
  public void check() {
    List<String> problems = new ArrayList<>();
    if (workers.isEmpty() || workers.stream().anyMatch(count -> count < 1)) {
      problems.add("--workers: expected whole numbers of at least 1, found " + workers);
    }
    if (!(networkBytesPerSecond > 0)) {
      problems.add("--network: expected more than 0 bits a second");
    }
    if (workersOfMachine < 0 || executorsOfMachine < 1 || cores < 0) {
      problems.add(
          "--workers-per-machine, --executors-per-machine, --cores: expected whole numbers of at"
              + " least 1");
    }
    if (images < 0 || images > Integer.MAX_VALUE) {
      problems.add("--images: expected 1 to " + Integer.MAX_VALUE + ", found " + images);
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }
}
