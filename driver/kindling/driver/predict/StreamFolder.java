package kindling.driver.predict;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import kindling.data.Storage;
import kindling.driver.run.folder.Json;
import kindling.driver.run.folder.RunFolderException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * The folder of a stream's rows: Parquet files, Spark's list of those that count in {@code
 * _spark_metadata}, and in {@code _checkpoint} what was classified and by what. On the driver.
 */
record StreamFolder(Path path, Storage storage) {
  /** What the rows of a folder come from: a later start goes on with the same alone. */
  record Origin(String images, String weightsSha256, String schema) {}

  Path checkpoint() {
    return new Path(path, "_checkpoint");
  }

  private Path origin() {
    return new Path(path, "_origin.json");
  }

  /**
   * Claims the folder, or finds that it was claimed for the same.
   *
   * @throws RunFolderException where it holds something else, or cannot be written
   */
  void begin(Origin wanted) {
    try {
      if (storage.exists(origin())) {
        checkSame(wanted);
        return;
      }
      new OutputFolder(path, storage).create();
      storage.writeAtomically(origin(), Json.pretty(wanted).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private RunFolderException unwritable(IOException e) {
    return new RunFolderException(
        String.format(
            Locale.ROOT,
            "--out: expected a folder that can be written at %s, found: %s. Mend the storage, and"
                + " start again: it goes on",
            path,
            Storage.reason(e)));
  }

  private void checkSame(Origin wanted) throws IOException {
    Origin found;
    try (var in = storage.open(origin())) {
      found = Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), Origin.class);
    } catch (JsonProcessingException e) {
      throw new RunFolderException(
          origin() + " is not what predict writes. Name another --out, or remove this one");
    }
    if (!wanted.equals(found)) {
      throw new RunFolderException(
          String.format(
              Locale.ROOT,
              "%s: expected predictions of the same images, weights and columns, found those of %s"
                  + " by weights %s. Start with these, or name another --out",
              path,
              found.images(),
              found.weightsSha256()));
    }
  }

  /** Removes files of a batch that was killed before it counted; Spark would pass them over. */
  void removeUncommitted(SparkSession session, PredictionColumns columns) {
    try {
      Set<String> counted = new TreeSet<>();
      if (storage.exists(new Path(path, "_spark_metadata"))) {
        for (String file :
            session.read().schema(columns.schema()).parquet(path.toString()).inputFiles()) {
          counted.add(new Path(URI.create(file)).getName());
        }
      }
      for (FileStatus file : storage.fileSystem(path).listStatus(path)) {
        String name = file.getPath().getName();
        if (name.endsWith(".parquet") && !counted.contains(name)) {
          storage.fileSystem(path).delete(file.getPath(), false);
        }
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }
}
