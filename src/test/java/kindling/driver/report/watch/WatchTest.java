package kindling.driver.report.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kindling.driver.Kindling;
import kindling.driver.cli.ExitCode;
import kindling.driver.fixtures.CommandLineRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kindling watch} of runs that end without a result. */
class WatchTest {
  @TempDir Path folder;

  private List<String> train(Path run, String... settings) throws IOException {
    Path conf = folder.resolve("watched.conf");
    Files.writeString(
        conf,
        """
        data { format = shapes, shapes { training = 100, test = 40 } }
        architecture = lenet
        schedule { kind = step, rate = 0.05, every-epochs = 1, factor = 0.9 }
        workers = 2
        epochs = 1000
        batch-size = 16
        """);
    List<String> arguments =
        new ArrayList<>(List.of("train", conf.toString(), "--master", "local[2]"));
    arguments.addAll(List.of("--set", "run.dir=" + run));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    return arguments;
  }

  private static CommandLineRun run(List<String> arguments) {
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  private static CommandLineRun watch(Path run) {
    return CommandLineRun.of("watch", run.toString(), "--every", "0.01");
  }

  @Test
  void watchingEndsWithARunThatDivergesUntilItGoesOn() throws IOException {
    Path run = folder.resolve("diverged");
    assertThat(run(train(run, "schedule.factor=1e30", "schedule.every-epochs=1.3")).code())
        .isEqualTo(ExitCode.DIVERGED);
    CommandLineRun seen = watch(run);
    assertThat(seen.code()).as(seen.remarks()).isEqualTo(ExitCode.RUN_FOLDER);
    assertThat(seen.remarks()).contains("failed: ", "epoch 2, round", "last finite loss");
    assertThat(seen.results().lines()).as("the heads and the first epoch").hasSize(2);
  }

  @Test
  void aRunThatGoesOnForgetsItsFailure() throws IOException {
    Path run = folder.resolve("mended");
    Files.createDirectories(run.resolve("checkpoints"));
    Files.writeString(run.resolve("failure.json"), "{\"reason\": \"the storage was full\"}");
    CommandLineRun trained = run(train(run, "epochs=1"));
    assertThat(trained.code()).as(trained.remarks()).isZero();
    assertThat(run.resolve("failure.json")).doesNotExist();
    assertThat(watch(run).code()).isEqualTo(ExitCode.OK);
  }

  @Test
  void watchingEndsWithARunWhoseDriverIsKilled() throws Exception {
    Path run = folder.resolve("killed");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-") || argument.startsWith("-Xmx"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Kindling.class.getName()));
    command.addAll(train(run));
    Process driver =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("killed.log").toFile())
            .start();
    try {
      while (driver.isAlive() && !Files.exists(run.resolve("checkpoints/epoch-0001"))) {
        Thread.onSpinWait();
      }
      assertThat(driver.isAlive()).as(Files.readString(folder.resolve("killed.log"))).isTrue();
    } finally {
      driver.destroyForcibly().waitFor();
    }
    assertThat(run.resolve("lock.json")).as("the dead driver's").exists();
    CommandLineRun seen = watch(run);
    assertThat(seen.code()).as(seen.remarks()).isEqualTo(ExitCode.RUN_FOLDER);
    assertThat(seen.remarks()).contains("no driver is at work in it", "--resume");
  }
}
