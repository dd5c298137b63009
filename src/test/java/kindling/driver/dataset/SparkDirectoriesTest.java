package kindling.driver.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import kindling.data.DataLimits;
import kindling.data.Storage;
import kindling.data.files.Directories;
import kindling.data.files.DirectoryReader;
import kindling.data.files.DirectoryTree;
import kindling.driver.fixtures.LocalSpark;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a Spark job lists is what the driver lists. */
class SparkDirectoriesTest {
  private static JavaSparkContext spark;

  @TempDir Path root;

  @BeforeAll
  static void open() {
    spark = LocalSpark.open(2);
  }

  @AfterAll
  static void close() {
    spark.close();
  }

  private DirectoryTree.Walked walked(Directories directories) throws IOException {
    Storage storage = new Storage(new Configuration());
    return DirectoryTree.of(
        storage, storage.qualify(root.toString()), DataLimits.DEFAULT, directories);
  }

  private void write(String name) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[] {1});
  }

  @Test
  void theTreeIsTheSameWhoeverListsIt() throws IOException {
    for (int folder = 0; folder < 40; folder++) {
      for (int i = 0; i < folder; i++) {
        write(String.format(Locale.ROOT, "train/class %d/%d/é_%d.png", folder, i % 3, i));
      }
      write("train/class " + folder + "/notes.txt");
      write("train/class " + folder + "/.hidden/x.png");
    }
    Files.createSymbolicLink(root.resolve("train/class 7/up"), Path.of(".."));
    Files.createSymbolicLink(root.resolve("train/class 8/lost.png"), Path.of("/nowhere"));
    DirectoryTree.Walked here = walked(Directories.HERE);
    assertThat(here.tree().fileCount()).isEqualTo(40 * 39 / 2 + 2 * 40 + 1);
    int jobs = jobs();
    assertThat(walked(new SparkDirectories(spark))).isEqualTo(here);
    assertThat(jobs()).as("few entries are no job").isEqualTo(jobs);
    for (int entriesHere : List.of(1, 100)) {
      assertThat(walked(new SparkDirectories(spark, entriesHere))).isEqualTo(here);
    }
    assertThat(jobs()).isGreaterThan(jobs);
  }

  @Test
  void whatExecutorsCannotListIsAFailureOfTheStorage() {
    SparkDirectories directories = new SparkDirectories(spark, 0);
    assertThatThrownBy(
            () ->
                directories.list(
                    new DirectoryReader(new Storage(new Configuration()), "file:" + root),
                    List.of("file:" + root + "/nowhere")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot list");
  }

  private static int jobs() {
    return spark.statusTracker().getJobIdsForGroup(null).length;
  }
}
