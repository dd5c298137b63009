package kindling.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import kindling.driver.fixtures.EventLog;
import kindling.driver.fixtures.LaunchedRun;
import kindling.driver.fixtures.RoundsUnderWay;
import kindling.driver.fixtures.StandaloneCluster;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Executors and drivers of a real standalone cluster are killed at random moments: the weights stay
 * the same to the bit, and so do the learning figures.
 *
 * <p>Delays between kills are drawn from a seed. They spread the kills over all that a run does;
 * nothing is waited for by them.
 */
class FaultsIT {
  private static final int KILLS = 11;
  private static final int EARLY_KILLS = 3;
  private static final int KILLS_BEFORE_OTHER_WORKERS = 6;
  private static final int DRIVER_KILLS = 5;
  private static final int SIGTERM = 15;

  @TempDir static Path folder;
  private static String weights;
  private static List<String> figures;

  @BeforeAll
  static void trainUndisturbed() throws Exception {
    weights = LaunchedRun.start(folder, "calm", arguments("calm")).weights();
    figures = LaunchedRun.learningFigures(folder.resolve("calm"));
  }

  private static List<String> arguments(String name, String... more) {
    List<String> arguments =
        LaunchedRun.shapes(
            folder.resolve(name),
            "data.shapes.training=1500",
            "data.shapes.test=100",
            "workers=4",
            "steps-per-round=4",
            "epochs=14");
    arguments.addAll(List.of(more));
    return arguments;
  }

  private static void pause(Random random, long mostMillis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextLong(mostMillis)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void killedExecutorsChangeNoBit(long seed) throws Exception {
    Random random = new Random(seed);
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
              arguments(
                  name,
                  "--master",
                  cluster.url(),
                  "--executor-memory",
                  "1g",
                  "--conf",
                  "spark.eventLog.enabled=true",
                  "--conf",
                  "spark.eventLog.dir=" + events.toUri(),
                  "--conf",
                  "spark.speculation=true",
                  "--conf",
                  "spark.speculation.quantile=0.25",
                  "--conf",
                  "spark.speculation.multiplier=1.1"));
      RoundsUnderWay rounds = new RoundsUnderWay(events);
      int kills = 0;
      int begun = 0;
      while (kills < KILLS && run.alive()) {
        // The first ones while the data are read; each that follows meets another round's steps.
        boolean early = kills < EARLY_KILLS;
        pause(random, early ? 4_000 : 500);
        while (!early && run.alive() && !(rounds.steps() && rounds.begun() > begun)) {
          pause(random, 10);
        }
        List<ProcessHandle> executors = cluster.executors();
        if (!executors.isEmpty()) {
          begun = rounds.begun();
          executors.get(random.nextInt(executors.size())).destroyForcibly();
          kills++;
          if (kills == KILLS_BEFORE_OTHER_WORKERS) {
            cluster.addWorker(3);
            cluster.killWorker(0);
          }
        }
      }
      assertThat(kills).as("the run ended before its faults").isEqualTo(KILLS);
      assertThat(run.weights()).isEqualTo(weights);
      assertThat(LaunchedRun.learningFigures(folder.resolve(name))).isEqualTo(figures);
      assertThat(LaunchedRun.failedTasks(folder.resolve(name))).isPositive();
      assertOnlyLostWorkIsDoneAgain(EventLog.in(events));
    }
  }

  /**
   * A kill costs at most what its executor had been given in the current round. But for the round
   * in which a worker's process is killed: Spark then forgets what all executors of its host have
   * written, and here all are on one host.
   */
  private static void assertOnlyLostWorkIsDoneAgain(EventLog log) {
    assertThat(log.rounds()).isGreaterThan(KILLS);
    assertThat(log.redone()).isPositive();
    assertThat(log.redoneWithoutNeed()).hasSizeLessThanOrEqualTo(1);
  }

  private static boolean hasCheckpoint(String name) throws IOException {
    Path checkpoints = folder.resolve(name + "/checkpoints");
    if (!Files.exists(checkpoints)) {
      return false;
    }
    try (Stream<Path> written = Files.list(checkpoints)) {
      return written.anyMatch(each -> each.getFileName().toString().startsWith("epoch-"));
    }
  }

  /** Ends it as a scheduler or Ctrl-C does: a line tells of it, no trace. */
  private static void assertToldToEnd(LaunchedRun run) throws Exception {
    run.tellToEnd();
    assertThat(run.exitCode()).isEqualTo(128 + SIGTERM);
    assertThat(run.log())
        .contains("kindling: told to end before the command was done")
        .doesNotContain("\tat ");
  }

  @Test
  void aDriverKilledOverAndOverResumesToTheSameBits() throws Exception {
    Random random = new Random(3);
    String[] unasked = {"--set", "resume=auto", "--set", "run.checkpoint-rounds=2"};
    LaunchedRun run = LaunchedRun.start(folder, "driver", arguments("driver", unasked));
    for (int kills = 0; kills < DRIVER_KILLS; kills++) {
      pause(random, 10_000);
      boolean last = kills == DRIVER_KILLS - 1;
      // The last one must meet rounds, with something to go on from, however slow the machine.
      while (last
          && run.alive()
          && !(hasCheckpoint("driver") && run.log().contains("examples/s"))) {
        pause(random, 100);
      }
      assertThat(run.alive()).as("the run ended before its kill").isTrue();
      if (last) {
        assertToldToEnd(run);
      } else {
        run.kill();
      }
      run = LaunchedRun.start(folder, "driver", arguments("driver", unasked));
    }
    assertThat(run.weights()).isEqualTo(weights);
    assertThat(run.log()).contains("going on from epoch-");
    assertThat(LaunchedRun.learningFigures(folder.resolve("driver"))).isEqualTo(figures);
    LaunchedRun again = LaunchedRun.start(folder, "again", arguments("driver", unasked));
    assertThat(again.weights()).isEqualTo(weights);
    assertThat(again.log()).contains("is finished: nothing to do");
  }
}
