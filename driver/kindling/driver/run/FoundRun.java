package kindling.driver.run;

import java.io.IOException;
import kindling.data.Storage;
import kindling.driver.folder.RunFolderException;
import kindling.driver.report.RunFiles;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * A run folder that a command was given, on any Hadoop file system. Lives on the driver.
 *
 * @param root the folder
 */
public record FoundRun(Path root, Storage storage) {
  /** The folder at a location; {@link #files} says whether it holds a run. */
  public static FoundRun at(String location) {
    Storage storage = new Storage(SparkHadoopUtil.get().newConfiguration(new SparkConf()));
    return new FoundRun(storage.qualify(location), storage);
  }

  /**
   * What its files say now.
   *
   * @throws RunFolderException where it holds no run or cannot be read
   */
  public RunFiles files() {
    try {
      return RunFiles.read(root, storage)
          .orElseThrow(
              () ->
                  new RunFolderException(
                      "expected a run folder, found no config.conf in "
                          + root
                          + "; name the folder that train printed"));
    } catch (IOException e) {
      throw new RunFolderException(
          "cannot read the run in %s: %s".formatted(root, Storage.reason(e)));
    }
  }
}
