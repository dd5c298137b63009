package kindling.driver.ml;

import java.io.IOException;
import java.util.UUID;
import kindling.data.Storage;
import kindling.driver.config.ConfigurationException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder that is there during a fit alone: the images, and the run folder where no other is asked
 * for. Lives on the driver.
 */
record StagingFolder(Path root, Storage storage) implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StagingFolder.class);

  /**
   * Makes one.
   *
   * @param parent that it goes into; empty: where executors are likely to see it
   * @throws ConfigurationException where it cannot be made
   */
  static StagingFolder create(String parent, SparkContext spark, Storage storage) {
    try {
      Path within = parent.isEmpty() ? usual(spark, storage) : storage.qualify(parent);
      StagingFolder folder =
          new StagingFolder(new Path(within, "kindling-fit-" + UUID.randomUUID()), storage);
      FileSystem files = storage.fileSystem(folder.root);
      files.mkdirs(folder.images());
      files.deleteOnExit(folder.root);
      return folder;
    } catch (IOException e) {
      throw new ConfigurationException(
          "stagingDir: expected a folder that can be written, found: "
              + Storage.reason(e)
              + ". Name one that the executors see too");
    }
  }

  private static Path usual(SparkContext spark, Storage storage) throws IOException {
    return spark.isLocal()
        ? new Path("file", null, System.getProperty("java.io.tmpdir"))
        : storage.fileSystem(new Path(".")).getHomeDirectory();
  }

  Path images() {
    return new Path(root, "images");
  }

  Path run() {
    return new Path(root, "run");
  }

  @Override
  public void close() {
    try {
      FileSystem files = storage.fileSystem(root);
      files.delete(root, true);
      files.cancelDeleteOnExit(root);
    } catch (IOException e) {
      LOG.warn("the images of a fit stay in {}: {}", root, Storage.reason(e));
    }
  }
}
