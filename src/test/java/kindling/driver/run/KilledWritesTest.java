package kindling.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import kindling.driver.fixtures.CommandLine;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.CrashImages;
import kindling.driver.fixtures.LearningFigures;
import kindling.driver.fixtures.RunOnDisk;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A driver dies at a point of its writing: amid a file, before or after each renaming, before a
 * removal. From what it leaves, every time, the run goes on from the newest checkpoint that has its
 * name, and ends with the undisturbed run's bits.
 */
class KilledWritesTest {
  private static final String CONF =
      """
      data { format = shapes, shapes { training = 80, test = 20 } }
      architecture = mlp-8
      optimizer.momentum = 0.9
      schedule { rate = 0.05 }
      averaging.outer = slowmo
      ema.decay = 0.9
      workers = 2
      epochs = 2
      batch-size = 16
      steps-per-round = 1
      run { checkpoint-rounds = 1, keep-checkpoints = 2 }
      resume = auto
      """;

  /** Otherwise those alone in which an epoch is finished: the first epoch's points are the same. */
  private static final boolean ALL = Boolean.getBoolean("tests.every-crash");

  @TempDir Path folder;

  private CommandLine train(Path run) throws IOException {
    Path conf = folder.resolve("killed.conf");
    Files.writeString(conf, CONF);
    return CommandLine.of("train", conf).in(run).local(2);
  }

  @TestFactory
  Stream<DynamicTest> aDriverThatDiesWhileItWritesResumesToTheSameBits() throws Exception {
    Path run = folder.resolve("run");
    CommandLineRun undisturbed;
    List<Path> images;
    try (CrashImages taken = new CrashImages(run, folder.resolve("images"))) {
      undisturbed = train(run).run();
      images = taken.taken();
    }
    assertThat(undisturbed.code()).as(undisturbed.remarks()).isZero();
    assertThat(images.stream().map(image -> image.getFileName().toString().substring(4)))
        .contains(
            "half-written-checkpoints_.writing-epoch-0002_.weights.safetensors.writing",
            "before-renaming-checkpoints_.writing-epoch-0002_weights.safetensors",
            "renamed-checkpoints_.writing-epoch-0002_weights.safetensors",
            "renamed-checkpoints_.writing-epoch-0002_optimizer.safetensors",
            "renamed-checkpoints_.writing-epoch-0002_driver.safetensors",
            "renamed-checkpoints_.writing-epoch-0002_mean.safetensors",
            "half-written-checkpoints_.writing-epoch-0001-round-00001_.provenance.json.writing",
            "renamed-checkpoints_epoch-0001-round-00001",
            "renamed-checkpoints_epoch-0002",
            "renamed-metrics.jsonl",
            "renamed-final.safetensors",
            "half-written-.result.json.writing");
    Path calm = Files.move(run, folder.resolve("calm"));
    return images.stream()
        .filter(image -> ALL || Files.exists(image.resolve("checkpoints/epoch-0001")))
        .map(
            image ->
                DynamicTest.dynamicTest(
                    image.getFileName().toString(), () -> goesOn(image, calm, undisturbed)));
  }

  private void goesOn(Path image, Path calm, CommandLineRun undisturbed) throws IOException {
    String from = new RunOnDisk(image).newestCheckpoint();
    boolean finished = Files.exists(image.resolve("result.json"));
    CommandLineRun resumed = train(image).run();
    assertThat(resumed.code()).as(resumed.remarks()).isZero();
    assertThat(resumed.remarks())
        .contains(
            finished
                ? "is finished: nothing to do"
                : from.isEmpty() ? "starting from the beginning" : "going on from " + from + " of")
        .doesNotContain("passed over");
    assertThat(resumed.json().get("weights_sha256"))
        .isEqualTo(undisturbed.json().get("weights_sha256"));
    assertThat(Files.readAllBytes(image.resolve("final.safetensors")))
        .isEqualTo(Files.readAllBytes(calm.resolve("final.safetensors")));
    assertThat(LearningFigures.of(image)).isEqualTo(LearningFigures.of(calm));
  }
}
