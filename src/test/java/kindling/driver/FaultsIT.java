package kindling.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import kindling.driver.fixtures.CommandLine;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.EventLog;
import kindling.driver.fixtures.HaltingFileSystem;
import kindling.driver.fixtures.LaunchedRun;
import kindling.driver.fixtures.LearningFigures;
import kindling.driver.fixtures.RoundsUnderWay;
import kindling.driver.fixtures.RunOnDisk;
import kindling.driver.fixtures.StandaloneCluster;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Executors and drivers of real processes are killed amid their work: the weights stay the same to
 * the bit, and so do the learning figures. When a kill comes is told by what the run has done; a
 * seed draws whom it meets.
 */
class FaultsIT {
  private static final int KILLS = Integer.getInteger("tests.kills", 7);
  private static final int KILLS_BEFORE_OTHER_WORKERS = KILLS / 2;
  private static final int EPOCHS = 1 + KILLS;
  private static final int SIGINT = 2;
  private static final int SIGTERM = 15;

  @TempDir static Path folder;
  private static String weights;
  private static List<String> figures;

  @BeforeAll
  static void trainUndisturbed() throws Exception {
    weights = train("calm").local(2).run().weights();
    figures = LearningFigures.of(folder.resolve("calm"));
  }

  private static CommandLine train(String name) {
    return LaunchedRun.shapes(
        folder.resolve(name),
        "data.shapes.training=750",
        "data.shapes.test=40",
        "workers=4",
        "batch-size=8",
        "steps-per-round=4",
        "epochs=" + EPOCHS,
        "resume=auto",
        "run.checkpoint-rounds=2");
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, Long.getLong("tests.seeds", 1));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void killedExecutorsChangeNoBit(long seed) throws Exception {
    String name = "executors-" + seed;
    Path events = Files.createDirectories(folder.resolve(name + "-events"));
    try (StandaloneCluster cluster = new StandaloneCluster(LaunchedRun.SPARK, folder)) {
      for (int worker = 0; worker < 3; worker++) {
        cluster.addWorker(worker);
      }
      LaunchedRun run =
          LaunchedRun.start(
              folder,
              name,
              train(name)
                  .and("--master", cluster.url(), "--executor-memory", "1g")
                  .conf(
                      "spark.eventLog.enabled=true",
                      "spark.eventLog.dir=" + events.toUri(),
                      // Whoever is not done when another is gets a copy where a core is free.
                      "spark.speculation=true",
                      "spark.speculation.interval=20ms",
                      "spark.speculation.minTaskRuntime=1ms",
                      "spark.speculation.quantile=0.25",
                      "spark.speculation.multiplier=0.5"));
      Random random = new Random(seed);
      RoundsUnderWay rounds = new RoundsUnderWay(events);
      // The first ones while executors start and while the data are read.
      run.until("its first executor", () -> !cluster.executors().isEmpty());
      kill(cluster, random);
      run.until("its first job", () -> rounds.jobs() > 0 && !cluster.executors().isEmpty());
      kill(cluster, random);
      // Each that follows meets another round's steps.
      for (int kills = 2; kills < KILLS; kills++) {
        int before = rounds.begun();
        run.until(
            "the steps of a round after the " + before + "th",
            () -> rounds.steps() && rounds.begun() > before && !cluster.executors().isEmpty());
        spread(random);
        kill(cluster, random);
        if (kills == KILLS_BEFORE_OTHER_WORKERS) {
          cluster.addWorker(3);
          cluster.killWorker(0);
        }
      }
      assertThat(run.weights()).isEqualTo(weights);
      assertThat(LearningFigures.of(folder.resolve(name))).isEqualTo(figures);
      assertThat(new RunOnDisk(folder.resolve(name)).failedTasks()).isPositive();
      assertOnlyLostWorkIsDoneAgain(EventLog.in(events));
    }
  }

  /** Kills meet all of a round, not its beginning alone; nothing is waited for by this. */
  private static void spread(Random random) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextLong(200)));
  }

  private static void kill(StandaloneCluster cluster, Random random) {
    List<ProcessHandle> executors = cluster.executors();
    if (!executors.isEmpty()) {
      executors.get(random.nextInt(executors.size())).destroyForcibly();
    }
  }

  /**
   * A kill costs at most what its executor had been given in the current round. Spark makes copies
   * of slow steps on other hosts alone, of which each worker here is one.
   */
  private static void assertOnlyLostWorkIsDoneAgain(EventLog log) {
    assertThat(log.rounds()).isGreaterThan(KILLS);
    // The first kill met one that Spark did not know yet, perhaps the second too.
    assertThat(log.executorsLost()).isGreaterThanOrEqualTo(KILLS - 2);
    assertThat(log.copies()).as("speculative copies").isPositive();
    assertThat(log.redone()).isPositive();
    assertThat(log.redoneWithoutNeed()).isEmpty();
  }

  /** Ends it as a scheduler or Ctrl-C does: a line tells of it, no trace. */
  private static void assertEndsInOrder(LaunchedRun run, String signal, int number)
      throws Exception {
    run.signal(signal);
    assertThat(run.exitCode()).as(run.log()).isEqualTo(128 + number);
    assertThat(run.log())
        .contains(
            "kindling: told to end before the command was done",
            "go on with --resume --set run.dir=")
        .doesNotContain("\tat ");
  }

  @Test
  void aDriverKilledOverAndOverResumesToTheSameBits() throws Exception {
    CommandLine train = train("driver");
    RunOnDisk disk = new RunOnDisk(folder.resolve("driver"));
    List<String> starts = new ArrayList<>();

    assertEndsBeforeSparkIsUp(train);
    LaunchedRun first = LaunchedRun.start(folder, "driver-kill", train);
    first.until("a checkpoint", () -> disk.newestCheckpoint().contains("round"));
    first.kill();

    starts.add(disk.newestCheckpoint());
    String writing = String.format(Locale.ROOT, "epoch-%04d", disk.epochs() + 1);
    LaunchedRun second =
        LaunchedRun.start(
            folder,
            "driver-writes",
            train.conf(
                HaltingFileSystem.conf(
                    HaltingFileSystem.At.WRITE,
                    "/checkpoints/\\.writing-" + writing + "/\\.optimizer")));
    assertThat(second.exitCode()).as(second.log()).isEqualTo(HaltingFileSystem.EXIT_CODE);
    assertThat(folder.resolve("driver/checkpoints/.writing-" + writing)).isDirectory();
    assertThat(folder.resolve("driver/checkpoints/" + writing)).doesNotExist();
    assertThat(second.log()).contains("going on from " + starts.get(0) + " of");

    starts.add(disk.newestCheckpoint());
    LaunchedRun third = LaunchedRun.start(folder, "driver-interrupt", train);
    third.until("progress", () -> disk.newestCheckpoint().compareTo(starts.get(1)) > 0);
    assertEndsInOrder(third, "INT", SIGINT);
    assertThat(third.log()).contains("going on from " + starts.get(1) + " of");

    starts.add(disk.newestCheckpoint());
    LaunchedRun fourth = LaunchedRun.start(folder, "driver-term", train);
    fourth.until("progress", () -> disk.newestCheckpoint().compareTo(starts.get(2)) > 0);
    assertEndsInOrder(fourth, "TERM", SIGTERM);
    assertThat(fourth.log()).contains("going on from " + starts.get(2) + " of");

    starts.add(disk.newestCheckpoint());
    CommandLineRun last = train.local(2).run();
    assertThat(last.weights()).isEqualTo(weights);
    assertThat(last.remarks()).contains("going on from " + starts.get(3) + " of");
    assertThat(starts).isSorted();
    assertThat(LearningFigures.of(folder.resolve("driver"))).isEqualTo(figures);
    CommandLineRun again = train.local(2).run();
    assertThat(again.weights()).isEqualTo(weights);
    assertThat(again.remarks()).contains("is finished: nothing to do");
  }

  private static void assertEndsBeforeSparkIsUp(CommandLine train) throws Exception {
    LaunchedRun run = LaunchedRun.start(folder, "driver-early", train);
    run.until(
        "its main class", () -> commandLine(run.process()).contains("kindling.driver.Kindling"));
    run.signal("TERM");
    assertThat(run.exitCode()).as(run.log()).isEqualTo(128 + SIGTERM);
    assertThat(run.log()).doesNotContain("\tat ");
  }

  private static String commandLine(ProcessHandle process) throws IOException {
    return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
  }
}
