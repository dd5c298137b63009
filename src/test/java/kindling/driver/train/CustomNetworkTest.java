package kindling.driver.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kindling.driver.cli.ExitCode;
import kindling.driver.fixtures.CommandLineRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A network described layer by layer through whole runs: conf/custom-network.conf on few images.
 */
class CustomNetworkTest {
  @TempDir Path folder;

  private CommandLineRun kindling(String command, String subject, String run, String... settings) {
    List<String> arguments = new ArrayList<>(List.of(command, subject, "--master", "local[2]"));
    List<String> all = new ArrayList<>(List.of(settings));
    if (!run.isEmpty()) {
      all.add("run.dir=" + folder.resolve(run));
    }
    for (String setting : all) {
      arguments.addAll(setting.startsWith("--") ? List.of(setting) : List.of("--set", setting));
    }
    arguments.add("--json");
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  private CommandLineRun train(String run, String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of("data.shapes.training=100", "data.shapes.test=40", "epochs=2", "workers=2"));
    settings.addAll(List.of(more));
    return kindling("train", "conf/custom-network.conf", run, settings.toArray(String[]::new));
  }

  private static void succeeds(CommandLineRun run) {
    assertThat(run.code()).as(run.remarks()).isZero();
  }

  @Test
  void trainsResumesIsScoredAndHandsItsBackboneOn() throws IOException {
    CommandLineRun whole = train("whole");
    succeeds(whole);
    assertThat(whole.remarks()).contains("training small-residual (");
    String weights = whole.json().get("weights_sha256").asText();

    succeeds(train("parts", "run.checkpoint-rounds=1"));
    forget(folder.resolve("parts"));
    CommandLineRun resumed = train("parts", "run.checkpoint-rounds=1", "--resume");
    succeeds(resumed);
    assertThat(resumed.remarks()).contains("going on from");
    assertThat(resumed.json().get("weights_sha256").asText()).isEqualTo(weights);

    CommandLineRun other = train("whole", "--resume", "architecture.name=another");
    assertThat(other.code()).isEqualTo(5);
    assertThat(other.remarks()).contains("architecture.name was").doesNotContain("\tat ");

    CommandLineRun scored = kindling("evaluate", folder.resolve("whole").toString(), "");
    succeeds(scored);
    assertThat(scored.json().get("test_accuracy")).isEqualTo(whole.json().get("test_accuracy"));
    assertThat(scored.json().get("architecture").asText()).isEqualTo("small-residual");

    CommandLineRun tuned =
        train(
            "tuned",
            "init.from=" + folder.resolve("whole"),
            "transfer=fine-tune",
            "fine-tune.head-epochs=1",
            "fine-tune.unfreeze-every=1");
    succeeds(tuned);
    assertThat(tuned.remarks()).contains("head fc: kept", "training those of");
  }

  /** As if the driver had died in the last epoch. */
  private static void forget(Path run) throws IOException {
    Files.delete(run.resolve("final.safetensors"));
    Files.delete(run.resolve("result.json"));
    try (var files = Files.walk(run.resolve("checkpoints/epoch-0002"))) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void imagesThatItCannotTakeAreRefusedAtTheLayer() {
    CommandLineRun run =
        train("gray", "architecture.layers=[{kind=conv,channels=classes,kernel=3,groups=2}]");
    assertThat(run.code()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(run.remarks())
        .contains("architecture small-residual cannot take the data's 3×32×32 images")
        .contains("layer conv1 (architecture.layers[0]")
        .contains("expected groups that divide 3 input and 10 output channels, found 2")
        .doesNotContain("\tat ");
  }
}
