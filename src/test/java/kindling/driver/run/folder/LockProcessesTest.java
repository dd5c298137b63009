package kindling.driver.run.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run's folder belongs to one of several real processes. */
class LockProcessesTest {
  /** In which a living driver's sign of life is always seen, whatever the machine's load. */
  private static final Duration LONG = Duration.ofMinutes(2);

  private static final Duration SHORT = Duration.ofMillis(500);
  private static final List<String> HERE = List.of();

  /** A process table of its own, as a container has it that shares its host's name. */
  private static final List<String> ELSEWHERE =
      List.of("unshare", "--user", "--map-root-user", "--pid", "--fork", "--mount-proc");

  @TempDir Path folder;

  /** Containers may forbid what this test is made of; RunLockTest then stands alone. */
  @BeforeAll
  static void namespacesArePermitted() throws Exception {
    List<String> command = new ArrayList<>(ELSEWHERE);
    command.add("true");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assumeTrue(process.waitFor() == 0, output);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aDriverThatWasStoppedAndFollowedNeverClaimsTheFolderAgain() throws Exception {
    try (LockingProcess stopped = LockingProcess.start(HERE, folder, LONG)) {
      assertThat(stopped.answer()).isEqualTo("taken");
      stopped.signal("STOP");
      try (LockingProcess next = LockingProcess.start(ELSEWHERE, folder, SHORT)) {
        assertThat(next.answer()).isEqualTo("taken");
        assertThat(files()).containsExactly("lock-2.json");
        assertThat(next.answer("close")).isEqualTo("closed");
      }
      assertThat(files()).isEmpty();
      stopped.signal("CONT");
      assertThat(stopped.answer("check"))
          .contains("taken over from this driver", "lock.json is gone", "writes nothing more");
      assertThat(stopped.answer("close")).isEqualTo("closed");
      assertThat(files()).isEmpty();
    }
  }

  @Test
  void driversThatShareAHostNameButNoProcessesDoNotTakeEachOtherForDead() throws Exception {
    try (LockingProcess living = LockingProcess.start(ELSEWHERE, folder, LONG)) {
      assertThat(living.answer()).isEqualTo("taken");
      for (List<String> where : List.of(HERE, ELSEWHERE)) {
        try (LockingProcess next = LockingProcess.start(where, folder, LONG)) {
          assertThat(next.answer()).contains("is in use by the driver with process number 1 ");
        }
      }
      assertThat(living.answer("check")).isEqualTo("held");
    }
  }

  @Test
  void aKilledDriverHereIsFollowedAtOnceThoughOthersWaitForItsSigns() throws Exception {
    try (LockingProcess killed = LockingProcess.start(HERE, folder, LONG)) {
      assertThat(killed.answer()).isEqualTo("taken");
      killed.signal("KILL");
      assertThat(killed.answer()).isNull();
    }
    try (LockingProcess next = LockingProcess.start(HERE, folder, Duration.ofDays(1))) {
      assertThat(next.answer()).isEqualTo("taken");
      assertThat(files()).containsExactly("lock-2.json");
    }
  }
}
