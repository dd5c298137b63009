package kindling.driver.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.LearningFigures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that score and save a mean of their weights, in local mode. */
class MeanRunTest {
  @TempDir Path folder;

  private CommandLineRun train(String more, String... options) throws IOException {
    Path file = folder.resolve("test.conf");
    Files.writeString(
        file,
        """
        data { format = shapes, shapes { training = 100, test = 40 } }
        architecture = resnet8
        schedule.rate = 0.05
        epochs = 3
        batch-size = 16
        steps-per-round = 2
        run.checkpoint-rounds = 1
        """
            + more);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                file.toString(),
                "--master",
                "local[2]",
                "--json",
                "--set",
                "run.dir=" + folder.resolve("run")));
    arguments.addAll(List.of(options));
    CommandLineRun run = CommandLineRun.of(arguments.toArray(String[]::new));
    assertThat(run.code()).as(run.remarks()).isZero();
    return run;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ema.decay = 0.9",
        "swa { from-fraction = 0.4 }\noptimizer.kind = adamw\naccumulate = 2",
        "ema { decay = 0.8, statistics = re-estimated }\n"
            + "schedule { kind = plateau, patience = 0, threshold = 0.9 }",
        "swa.from-fraction = 0.4\noptimizer { kind = adam, clip-norm = 1 }\n"
            + "regularization.l1 = 1e-5\n"
            + "averaging { outer = slowmo, wire = int8, norm-statistics = re-estimated }"
      })
  void aMeanOfTheWeightsIsScoredSavedAndResumed(String more) throws IOException {
    Path run = folder.resolve("run");
    String undisturbed = train(more).json().get("weights_sha256").asText();
    List<String> metrics = LearningFigures.of(run);
    Path last = run.resolve("checkpoints/epoch-0003");
    byte[] saved = Files.readAllBytes(run.resolve("final.safetensors"));
    assertThat(saved).isNotEqualTo(Files.readAllBytes(last.resolve("weights.safetensors")));
    byte[] mean = Files.readAllBytes(last.resolve("mean.safetensors"));
    if (more.equals("ema.decay = 0.9")) {
      assertThat(saved).isEqualTo(mean);
    } else {
      assertThat(saved).as("its running statistics are estimated anew").isNotEqualTo(mean);
    }

    delete(last);
    Files.delete(run.resolve("result.json"));
    CommandLineRun resumed = train(more, "--resume");
    assertThat(resumed.remarks()).contains("going on from epoch-0002");
    assertThat(resumed.json().get("weights_sha256").asText()).isEqualTo(undisturbed);
    assertThat(LearningFigures.of(run)).isEqualTo(metrics);
  }

  @Test
  void theMeanOfTheBestEpochIsFinal() throws IOException {
    CommandLineRun run =
        train(
            "ema.decay = 0.9\nschedule { kind = constant, rate = 1e-20 }\n"
                + "architecture = mlp-8\nrun.final = best");
    assertThat(run.json().get("final_epoch").asInt()).isEqualTo(1);
    Path best = folder.resolve("run/checkpoints/epoch-0001/mean.safetensors");
    assertThat(folder.resolve("run/final.safetensors")).hasSameBinaryContentAs(best);
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
