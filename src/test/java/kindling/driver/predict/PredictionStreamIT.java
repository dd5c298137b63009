package kindling.driver.predict;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import kindling.driver.fixtures.CommandLine;
import kindling.driver.fixtures.HaltingFileSystem;
import kindling.driver.fixtures.HaltingFileSystem.At;
import kindling.driver.fixtures.ImageFiles;
import kindling.driver.fixtures.LaunchedRun;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream that dies by kill -9 within a batch and between two, and is started again. */
class PredictionStreamIT {
  private static final String CONF =
      """
      architecture = mlp-16
      epochs = 1
      workers = 1
      batch-size = 8
      """;

  /** Through the file system that the process dies in. */
  private static final String CHECKPOINTS =
      "spark.sql.streaming.checkpointFileManagerClass="
          + "org.apache.spark.sql.execution.streaming.FileSystemBasedCheckpointFileManager";

  @TempDir Path folder;

  @Test
  void everyImageIsThereOnceWheneverTheProcessDies() throws Exception {
    Path data = folder.resolve("data");
    ImageFiles.write(data, 4, "ape", "bee");
    Path conf = folder.resolve("test.conf");
    Files.writeString(conf, CONF);
    Path run = folder.resolve("run");
    assertThat(CommandLine.of("train", conf).in(run).set("data.path=" + data).local(2).run().code())
        .isZero();
    Path arriving = Files.createDirectories(folder.resolve("arriving"));
    Path out = folder.resolve("predictions");
    arrive(data.resolve("test/ape"), arriving, "ape");

    // Its rows are written, and nothing says that they count.
    dies(run, arriving, out, "_spark_metadata/[^/]*0$");
    // They count, and the stream does not know that they are done.
    dies(run, arriving, out, "_checkpoint/commits/[^/]*0$");
    arrive(data.resolve("test/bee"), arriving, "bee");
    LaunchedRun last =
        LaunchedRun.start(folder, "last", predict(run, arriving, out).conf(CHECKPOINTS));
    assertThat(last.exitCode()).as(last.log()).isZero();

    List<String> paths;
    try (SparkSession spark =
        SparkSession.builder().master("local[1]").config("spark.ui.enabled", false).getOrCreate()) {
      paths =
          spark.read().parquet(out.toString()).collectAsList().stream()
              .map((Row row) -> Path.of(row.getString(0)).getFileName().toString())
              .toList();
    }
    assertThat(paths).containsExactlyInAnyOrderElementsOf(names(arriving));
  }

  private void dies(Path run, Path arriving, Path out, String at) throws Exception {
    LaunchedRun killed =
        LaunchedRun.start(
            folder,
            "killed" + Math.abs(at.hashCode()),
            predict(run, arriving, out)
                .conf(CHECKPOINTS)
                .conf(HaltingFileSystem.conf(At.RENAME, at)));
    assertThat(killed.exitCode()).as(killed.log()).isEqualTo(HaltingFileSystem.EXIT_CODE);
  }

  private static CommandLine predict(Path run, Path arriving, Path out) {
    return new CommandLine(
            List.of(
                "predict",
                run.toString(),
                "--data",
                arriving.toString(),
                "--out",
                out.toString(),
                "--stream",
                "--once"))
        .local(2);
  }

  private static void arrive(Path from, Path to, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(prefix + "-" + file.getFileName()));
      }
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
