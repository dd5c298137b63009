package kindling.driver.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kindling.driver.cli.ExitCode;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.run.checkpoint.CheckpointFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outer steps, stages of K, wires, early stopping and the best epoch, through whole runs. */
class AveragingRunTest {
  private static final String CONF =
      """
      data { format = shapes, shapes { training = 100, test = 40 } }
      architecture = resnet8
      augmentation { crop-padding = 2, flip-probability = 0.5 }
      schedule { rate = 0.05 }
      workers = 3
      epochs = 3
      batch-size = 8
      run.keep-checkpoints = 20
      run.checkpoint-rounds = 1
      """;

  private static final List<String> EVERYTHING =
      List.of(
          "averaging.outer=slowmo",
          "averaging.wire=int8",
          "averaging.norm-statistics=re-estimated",
          "averaging.norm-batches=2",
          "regularization.stochastic-depth=0.2",
          "regularization.dropout=0.1",
          "regularization.l1=1e-5",
          "steps-per-round=[{steps=1},{from=0.4,steps=3}]");

  @TempDir Path folder;

  private CommandLineRun train(String name, int cores, List<String> settings, String... more)
      throws IOException {
    Path conf = folder.resolve("test.conf");
    Files.writeString(conf, CONF);
    List<String> arguments =
        new ArrayList<>(List.of("train", conf.toString(), "--master", "local[" + cores + "]"));
    arguments.addAll(List.of("--json", "--set", "run.dir=" + folder.resolve(name)));
    settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  private JsonNode result(String name, int cores, List<String> settings, String... more)
      throws IOException {
    CommandLineRun run = train(name, cores, settings, more);
    assertThat(run.code()).as(run.remarks()).isZero();
    return run.json();
  }

  /** The result of a run that goes on from a checkpoint and does not begin anew. */
  private JsonNode resumed(String name, List<String> settings, String checkpoint)
      throws IOException {
    CommandLineRun run = train(name, 2, settings, "--resume");
    assertThat(run.code()).as(run.remarks()).isZero();
    assertThat(run.remarks()).contains("going on from " + checkpoint + " of");
    return run.json();
  }

  private static List<String> with(List<String> settings, String... more) {
    List<String> all = new ArrayList<>(settings);
    all.addAll(List.of(more));
    return all;
  }

  /** Takes a run back to a checkpoint, as if it had been killed after it. */
  private void killedAfter(String name, String checkpoint) throws IOException {
    Files.delete(folder.resolve(name).resolve("result.json"));
    for (String later : checkpoints(name)) {
      if (later.compareTo(checkpoint) > 0) {
        Files.delete(folder.resolve(name).resolve("checkpoints/" + later + "/provenance.json"));
      }
    }
  }

  private List<String> checkpoints(String name) throws IOException {
    try (var files = Files.list(folder.resolve(name).resolve("checkpoints"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private List<Integer> rounds(String name) throws IOException {
    List<Integer> rounds = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(name).resolve("metrics.jsonl"))) {
      rounds.add(new ObjectMapper().readTree(line).get("rounds").asInt());
    }
    return rounds;
  }

  @Test
  void everythingAtOnceIsTheSameOnOneCoreAndResumed() throws IOException {
    String sha256 = result("two", 2, EVERYTHING).get("weights_sha256").asText();
    // 80 images, 3 workers, batches of 8: 4 steps an epoch, 12 in all, K = 3 after the fifth.
    assertThat(rounds("two")).containsExactly(4, 2, 2);
    assertThat(result("one", 1, EVERYTHING).get("weights_sha256").asText()).isEqualTo(sha256);
    assertThat(folder.resolve("two/checkpoints/epoch-0001-round-00001/driver.safetensors"))
        .exists();
    for (String checkpoint : List.of("epoch-0001-round-00001", "epoch-0000-round-00002")) {
      killedAfter("two", checkpoint);
      assertThat(resumed("two", EVERYTHING, checkpoint).get("weights_sha256").asText())
          .isEqualTo(sha256);
    }
  }

  @Test
  void theOuterStepsMomentumIsInTheCheckpoint() throws IOException {
    List<String> nesterov = List.of("averaging.outer=nesterov", "steps-per-round=1", "epochs=1");
    result("outer", 2, nesterov);
    Path checkpoint = folder.resolve("outer/checkpoints/epoch-0000-round-00002");
    Path momentum = checkpoint.resolve("driver.safetensors");
    byte[] altered = Files.readAllBytes(momentum);
    altered[altered.length - 1] ^= 1;
    Files.write(momentum, altered);
    killedAfter("outer", "epoch-0000-round-00002");
    assertThat(train("outer", 2, nesterov, "--resume").remarks())
        .contains("passed over", "driver.safetensors does not have the SHA-256")
        .contains("going on from epoch-0000-round-00001");
  }

  @Test
  void everyPartOfItChangesTheWeights() throws IOException {
    List<String> short_ = List.of("epochs=1", "steps-per-round=2");
    List<String> digests = new ArrayList<>();
    digests.add(result("plain", 2, short_).get("weights_sha256").asText());
    for (String setting : EVERYTHING) {
      if (!setting.startsWith("averaging.norm-batches")) {
        digests.add(
            result(setting.replaceAll("\\W", "-"), 2, with(short_, setting))
                .get("weights_sha256")
                .asText());
      }
    }
    assertThat(digests).doesNotHaveDuplicates();
  }

  @Test
  void aMeasuredKIsKeptAndReproducesTheRun() throws IOException {
    List<String> auto = List.of("steps-per-round=auto", "epochs=2");
    JsonNode measured = result("auto", 2, auto);
    int steps = measured.get("steps_per_round").asInt();
    assertThat(steps).isBetween(1, 4);
    String sha256 = measured.get("weights_sha256").asText();
    assertThat(
            result("fixed", 2, List.of("epochs=2", "steps-per-round=" + steps))
                .get("weights_sha256")
                .asText())
        .isEqualTo(sha256);
    killedAfter("auto", "epoch-0001");
    assertThat(resumed("auto", auto, "epoch-0001").get("weights_sha256").asText())
        .isEqualTo(sha256);
    killedAfter("auto", "epoch-0001");
    Files.delete(folder.resolve("auto/steps-per-round.json"));
    CommandLineRun lost = train("auto", 2, auto, "--resume");
    assertThat(lost.code()).isEqualTo(ExitCode.RUN_FOLDER);
    assertThat(lost.remarks()).contains("steps-per-round.json").doesNotContain("\tat ");
  }

  @Test
  void aRunThatNoLongerLearnsStopsAndEndsWithItsBestEpoch() throws IOException {
    List<String> still =
        List.of(
            "architecture=mlp-8",
            "schedule.kind=constant",
            "schedule.rate=1e-20",
            "epochs=9",
            "early-stopping.metric=accuracy",
            "early-stopping.patience=2",
            "run.final=best",
            "run.checkpoint-rounds=0",
            "run.keep-checkpoints=1");
    CommandLineRun run = train("still", 2, still);
    assertThat(run.code()).as(run.remarks()).isZero();
    assertThat(run.remarks())
        .contains("stopped early: validation accuracy has not been better")
        .contains("the final weights are those of epoch 1, the best");
    JsonNode json = run.json();
    assertThat(json.get("epochs").asInt()).isEqualTo(3);
    assertThat(json.get("best_epoch").asInt()).isEqualTo(1);
    assertThat(json.get("final_epoch").asInt()).isEqualTo(1);
    assertThat(json.get("stopped").asText()).contains("epoch 1").contains("for 2 epochs");
    assertThat(checkpoints("still")).containsExactly("epoch-0001", "epoch-0003");
    byte[] best =
        Files.readAllBytes(folder.resolve("still/checkpoints/epoch-0001/weights.safetensors"));
    assertThat(json.get("weights_sha256").asText()).isEqualTo(CheckpointFiles.sha256(best));

    killedAfter("still", "epoch-0003");
    JsonNode resumed = resumed("still", still, "epoch-0003");
    assertThat(resumed.get("epochs").asInt()).isEqualTo(3);
    assertThat(resumed.get("weights_sha256")).isEqualTo(json.get("weights_sha256"));
  }

  @Test
  void aNetworkWithNothingToLeaveOutIsRefused() throws IOException {
    CommandLineRun run =
        train("none", 2, List.of("architecture=lenet", "regularization.stochastic-depth=0.2"));
    assertThat(run.code()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(run.remarks()).contains("residual branches").doesNotContain("\tat ");
  }
}
