package kindling.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import kindling.driver.fixtures.CommandLineRun;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {
  @Test
  void everyPartIsLookedAtAndWhatIsAmissHasAnAdvice() {
    CommandLineRun run = CommandLineRun.of("doctor");

    assertThat(run.results().lines().filter(line -> line.matches("  (ok|look) .*")))
        .extracting(line -> line.strip().split(" +")[1])
        .containsExactly(
            "Java", "Spark", "processor", "engine", "allocator", "locale", "disk", "memory");
    boolean amiss = run.results().lines().anyMatch(line -> line.startsWith("  look"));
    assertThat(run.results().lines().filter(line -> line.startsWith("                   ")).count())
        .isEqualTo(run.results().lines().filter(line -> line.startsWith("  look")).count());
    assertThat(run.code()).isEqualTo(amiss ? ExitCode.CONFIGURATION : ExitCode.OK);
  }

  @Test
  void withAMasterEachExecutorIsLookedAtToo() {
    CommandLineRun run = CommandLineRun.of("doctor", "--master", "local[2]");

    assertThat(run.results()).containsPattern("(?m)^here$").containsPattern("executor driver on ");
    assertThat(run.results().lines().filter(line -> line.contains("  engine  "))).hasSize(2);
  }
}
