package kindling.driver.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kindling.data.files.Directories;
import kindling.data.files.Directory;
import kindling.data.files.DirectoryReader;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Lists directories on the driver up to a few thousand entries, and what is left of a level of the
 * tree by a Spark job, several directories a task. Either way a directory is read by the same
 * function of its path, so that what comes out does not depend on who read it. Lives on the driver.
 *
 * @param entriesHere that the driver lists itself, about
 */
public record SparkDirectories(JavaSparkContext spark, int entriesHere) implements Directories {
  private static final int ENTRIES_HERE = 4_096;
  private static final int DIRECTORIES_A_TASK = 16;

  public SparkDirectories(JavaSparkContext spark) {
    this(spark, ENTRIES_HERE);
  }

  @Override
  public List<Directory> list(DirectoryReader reader, List<String> paths) throws IOException {
    List<Directory> found = new ArrayList<>(paths.size());
    int entries = 0;
    while (found.size() < paths.size() && entries < entriesHere) {
      Directory next = reader.read(paths.get(found.size()));
      entries += 1 + next.size();
      found.add(next);
    }
    if (found.size() < paths.size()) {
      found.addAll(onExecutors(reader, paths.subList(found.size(), paths.size())));
    }
    return found;
  }

  private List<Directory> onExecutors(DirectoryReader reader, List<String> paths)
      throws IOException {
    spark.setJobDescription(String.format(Locale.ROOT, "listing %,d directories", paths.size()));
    int tasks =
        Math.max(
            Math.min(paths.size(), spark.defaultParallelism()), paths.size() / DIRECTORIES_A_TASK);
    Broadcast<DirectoryReader> shared = spark.broadcast(reader);
    try {
      return spark
          .parallelize(List.copyOf(paths), tasks)
          .map(path -> shared.value().read(path))
          .collect();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      // What a task met is checked, though Spark's methods do not say so.
      throw new IOException(
          String.format(
              Locale.ROOT,
              "executors cannot list %s and %,d others: %s",
              paths.get(0),
              paths.size() - 1,
              e.getMessage().lines().findFirst().orElse("")),
          e);
    } finally {
      shared.destroy();
    }
  }
}
