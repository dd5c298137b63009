package kindling.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import kindling.driver.cli.SearchCommandTest;
import kindling.driver.fixtures.LaunchedRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A search in a process of its own is killed and resumed: the winner and its bits stay the same.
 */
class SearchIT {
  @TempDir Path folder;

  private LaunchedRun start(Path conf, String process, String run) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("search", conf.toString(), "--json", "--master", "local[2]"));
    arguments.addAll(List.of("--set", "run.dir=" + folder.resolve(run)));
    arguments.addAll(List.of("--set", "resume=auto", "--set", "search.parallel=2"));
    return LaunchedRun.start(folder, process, arguments);
  }

  private static long jobs(Path run) throws Exception {
    Path journal = run.resolve("trials.jsonl");
    return Files.exists(journal) ? Files.readAllLines(journal).size() : 0;
  }

  @Test
  void aKilledSearchEndsWithTheSameWinner() throws Exception {
    Path conf = folder.resolve("search.conf");
    Files.writeString(conf, SearchCommandTest.SMALL.replace("training = 120", "training = 1200"));
    JsonNode calm = start(conf, "calm", "calm").json();
    for (int kill = 1; kill <= 2; kill++) {
      LaunchedRun run = start(conf, "killed-" + kill, "killed");
      while (jobs(folder.resolve("killed")) < 2 * kill - 1) {
        assertThat(run.alive()).as(run.log()).isTrue();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
      run.kill();
    }
    JsonNode resumed = start(conf, "resumed", "killed").json();
    assertThat(resumed.get("winner")).isEqualTo(calm.get("winner"));
    assertThat(resumed.get("settings")).isEqualTo(calm.get("settings"));
    assertThat(resumed.get("weights_sha256")).isEqualTo(calm.get("weights_sha256"));
    assertThat(resumed.get("test_accuracy")).isEqualTo(calm.get("test_accuracy"));
    int winner = calm.get("winner").asInt();
    String trial = "trial-%04d".formatted(winner);
    assertThat(LaunchedRun.learningFigures(folder.resolve("killed").resolve(trial)))
        .isEqualTo(LaunchedRun.learningFigures(folder.resolve("calm").resolve(trial)));
  }
}
