package kindling.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import kindling.driver.cli.ExitCode;
import kindling.driver.fixtures.CommandLine;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.FullDisk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A full local disk ends a run in one line, wherever it is met. */
class FullDiskTest {
  @TempDir Path folder;

  @BeforeEach
  void disk() {
    System.setProperty("spark.hadoop.fs.file.impl", FullDisk.class.getName());
    System.setProperty("spark.hadoop.fs.file.impl.disable.cache", "true");
  }

  @AfterEach
  void usualDisk() {
    FullDisk.empty();
    System.clearProperty("spark.hadoop.fs.file.impl");
    System.clearProperty("spark.hadoop.fs.file.impl.disable.cache");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config.conf",
        "rounds.jsonl",
        "metrics.jsonl",
        "validation.json",
        "weights.safetensors",
        "provenance.json",
        "mistakes.json",
        "report.html",
        "test.json",
        "final.safetensors",
        "result.json"
      })
  void noSpaceLeftIsOneLineAndTheRunGoesOnLater(String file) throws IOException {
    Path conf = folder.resolve("test.conf");
    Files.writeString(
        conf,
        "architecture = mlp-4\nbatch-size = 20\nepochs = 1\n"
            + "data { format = shapes, shapes { training = 50, test = 20 } }\n");
    Path run = folder.resolve("run");
    CommandLine train = CommandLine.of("train", conf).in(run).local(1);
    FullDisk.fullFor(name -> name.contains(file));
    CommandLineRun full = train.run();
    assertThat(full.code()).as(full.remarks()).isEqualTo(ExitCode.RUN_FOLDER);
    assertThat(full.remarks())
        .contains("No space left on device")
        .doesNotContain("\tat ", "this is a bug");
    FullDisk.empty();
    CommandLineRun resumed = train.and("--set", "resume=auto").run();
    assertThat(resumed.code()).as(resumed.remarks()).isZero();
  }
}
