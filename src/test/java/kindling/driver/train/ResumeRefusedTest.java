package kindling.driver.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import kindling.driver.cli.ExitCode;
import kindling.driver.fixtures.CommandLine;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.ImageFiles;
import kindling.driver.run.checkpoint.CheckpointFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  private static Map<String, String> digests(Path folder) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        digests.put(file.toString(), CheckpointFiles.sha256(Files.readAllBytes(file)));
      }
    }
    return digests;
  }

  @ParameterizedTest
  @ValueSource(strings = {"--resume", "--set=resume=auto"})
  void aRunWhoseCheckpointsAreAllDamagedIsNotBegunAnew(String option) throws IOException {
    Path checkpoints = folder.resolve("run/checkpoints");
    Files.writeString(checkpoints.resolve("epoch-0001/weights.safetensors"), "torn");
    Files.delete(checkpoints.resolve("epoch-0002/provenance.json"));
    Map<String, String> before = digests(folder.resolve("run/checkpoints"));
    CommandLineRun resumed = train.and(option).run();
    assertThat(resumed.code()).as(resumed.remarks()).isEqualTo(ExitCode.RUN_FOLDER);
    assertThat(resumed.remarks())
        .contains("none of the checkpoints")
        .contains("epoch-0001: weights.safetensors does not have the SHA-256")
        .contains("epoch-0002: provenance.json is not there")
        .contains("another run.dir")
        .doesNotContain("\tat ");
    assertThat(digests(checkpoints)).isEqualTo(before);
  }

  @Test
  void checkpointsOfUnknownNamesAreNotPassedOverInSilence() throws IOException {
    Path checkpoints = folder.resolve("run/checkpoints");
    Files.move(
        checkpoints.resolve("epoch-0001"), checkpoints.resolve("epoch-\u06f0\u06f0\u06f0\u06f1"));
    Files.move(
        checkpoints.resolve("epoch-0002"), checkpoints.resolve("epoch-\u06f0\u06f0\u06f0\u06f2"));
    CommandLineRun resumed = train.and("--resume").run();
    assertThat(resumed.code()).as(resumed.remarks()).isEqualTo(ExitCode.RUN_FOLDER);
    assertThat(resumed.remarks()).contains("expected a name such as epoch-0001");
  }

  @Test
  void anotherClassSetIsRefusedAndNothingIsLost() throws IOException {
    Map<String, String> before = digests(folder.resolve("run/checkpoints"));
    ImageFiles.write(folder.resolve("data"), 10, "zebra");
    CommandLineRun more = train.and("--resume").run();
    assertThat(more.code()).as(more.remarks()).isEqualTo(ExitCode.RUN_FOLDER);
    assertThat(more.remarks()).contains("cannot resume from");
    assertThat(digests(folder.resolve("run/checkpoints"))).isEqualTo(before);
  }

  @Test
  void whatCannotBeReadIsNotRemovedToKeepTheNewest() throws IOException {
    Path checkpoints = folder.resolve("run/checkpoints");
    Files.writeString(checkpoints.resolve("epoch-0001/weights.safetensors"), "torn");
    CommandLineRun resumed =
        train.and("--resume").set("run.keep-checkpoints=1", "run.final=last").run();
    assertThat(resumed.code()).as(resumed.remarks()).isZero();
    assertThat(checkpoints.resolve("epoch-0001/weights.safetensors")).content().isEqualTo("torn");
  }

  @Test
  void theSameDataAndEngineAreNot() {
    CommandLineRun resumed = train.and("--resume").run();
    assertThat(resumed.code()).as(resumed.remarks()).isZero();
    assertThat(resumed.remarks()).contains("going on from epoch-0002 of");
  }
}
