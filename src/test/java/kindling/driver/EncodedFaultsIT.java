package kindling.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kindling.driver.fixtures.CommandLine;
import kindling.driver.fixtures.ImageFiles;
import kindling.driver.fixtures.LaunchedRun;
import kindling.driver.fixtures.LearningFigures;
import kindling.driver.fixtures.RoundsUnderWay;
import kindling.driver.fixtures.StandaloneCluster;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that trains from encoded images on its executors' disks, and loses executors. */
class EncodedFaultsIT {
  private static final int KILLS_WHILE_TRAINING = 2;

  /** Less than a gigabyte, which is left to Spark's own files. */
  private static final int DISK_MEGABYTES = 64;

  @TempDir static Path folder;

  private static String expected;

  private static CommandLine train(String name, String... more) {
    return LaunchedRun.shapes(
            folder.resolve(name),
            "data.format=auto",
            "data.path=" + folder.resolve("images"),
            "data.height=20",
            "data.width=20",
            "data.fit=crop",
            "augmentation.resized-crop.min-area=0.2",
            "batch-size=4",
            "workers=3",
            "steps-per-round=1",
            "epochs=2")
        .set(more);
  }

  @BeforeAll
  static void trainUndisturbed() throws Exception {
    ImageFiles.writePhotos(folder.resolve("images"), 60, "cat", "dog", "emu");
    expected = train("decoded", "data.cache=decoded").local(2).run().weights();
  }

  @Test
  void executorsKilledWhileTheyCopyAndTrainChangeNoBit() throws Exception {
    Path events = Files.createDirectories(folder.resolve("events"));
    try (StandaloneCluster cluster = new StandaloneCluster(LaunchedRun.SPARK, folder)) {
      cluster.addWorker(0);
      cluster.addWorker(1);
      LaunchedRun run =
          LaunchedRun.start(
              folder,
              "encoded",
              train("encoded", "data.cache=encoded")
                  .and("--master", cluster.url(), "--executor-memory", "1g")
                  .conf("spark.eventLog.enabled=true", "spark.eventLog.dir=" + events.toUri()));
      RoundsUnderWay rounds = new RoundsUnderWay(events);
      run.until("its first job", () -> rounds.jobs() > 0 && !cluster.executors().isEmpty());
      kill(cluster);
      for (int kills = 0; kills < KILLS_WHILE_TRAINING; kills++) {
        int before = rounds.begun();
        run.until(
            "the steps of a round after the " + before + "th",
            () -> rounds.steps() && rounds.begun() > before && !cluster.executors().isEmpty());
        kill(cluster);
      }
      assertThat(run.weights()).isEqualTo(expected);
      assertThat(run.log()).contains("encoded images on the executors' disks");
      assertThat(LearningFigures.of(folder.resolve("encoded")))
          .isEqualTo(LearningFigures.of(folder.resolve("decoded")));
    }
  }

  @Test
  void aFullDiskOfTheExecutorsChangesNoBit() throws Exception {
    assumeTrue(StandaloneCluster.mountsDisks(), "users may not make name spaces here");
    try (StandaloneCluster cluster = new StandaloneCluster(LaunchedRun.SPARK, folder)) {
      cluster.addWorkerWithDisk(0, DISK_MEGABYTES);
      LaunchedRun run =
          LaunchedRun.start(
              folder,
              "full",
              train("full", "data.cache=encoded")
                  .and("--master", cluster.url(), "--executor-memory", "1g")
                  .conf("spark.files.useFetchCache=false"));
      assertThat(run.weights()).isEqualTo(expected);
      assertThat(run.log()).contains("from their source again");
    }
  }

  private static void kill(StandaloneCluster cluster) {
    List<ProcessHandle> executors = cluster.executors();
    executors.get(0).destroyForcibly();
  }
}
