package kindling.driver.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import kindling.driver.cli.ExitCode;
import kindling.driver.fixtures.CommandLine;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.ImageFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that would go on to other bits is not gone on with. */
class ResumeRefusedTest {
  @TempDir Path folder;

  private CommandLine train;

  @BeforeEach
  void aRunBeforeItsEnd() throws IOException {
    ImageFiles.write(folder.resolve("data"), 10, "cat", "dog");
    Path conf = folder.resolve("test.conf");
    Files.writeString(conf, "architecture = mlp-8\nbatch-size = 4\nepochs = 2");
    Path run = folder.resolve("run");
    train =
        CommandLine.of("train", conf).in(run).local(2).set("data.path=" + folder.resolve("data"));
    train.run().weights();
    Files.delete(run.resolve("result.json"));
  }

  private static void assertRefused(CommandLineRun resumed, String what) {
    assertThat(resumed.remarks())
        .contains("cannot resume from", "it was computed with " + what)
        .doesNotContain("\tat ");
    assertThat(resumed.code()).isEqualTo(ExitCode.RUN_FOLDER);
  }

  @Test
  void otherDataAreRefused() throws IOException {
    Path images = folder.resolve("data/train/cat");
    Files.copy(
        images.resolve("0.png"),
        images.resolve("2.png"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertRefused(train.and("--resume").run(), "data with the digest");
  }

  @Test
  void anotherEngineIsRefused() throws IOException {
    CommandLineRun asked = train.and("--resume").set("engine=dl4j").run();
    assertThat(asked.remarks()).contains("engine was \"auto\" and is now \"dl4j\"");
    assertThat(asked.code()).isEqualTo(ExitCode.RUN_FOLDER);

    Path provenance = folder.resolve("run/checkpoints/epoch-0002/provenance.json");
    String elsewhere =
        Files.readString(provenance)
            .replaceAll("\"engine\" : \"[^\"]*\"", "\"engine\" : \"torch 1\"");
    Files.writeString(provenance, elsewhere);
    assertRefused(train.and("--resume").run(), "the engine torch 1, this run has torch 2");
  }

  @Test
  void theSameDataAndEngineAreNot() {
    CommandLineRun resumed = train.and("--resume").run();
    assertThat(resumed.code()).as(resumed.remarks()).isZero();
    assertThat(resumed.remarks()).contains("going on from epoch-0002 of");
  }
}
