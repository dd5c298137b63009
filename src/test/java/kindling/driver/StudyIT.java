package kindling.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kindling.driver.fixtures.CommandLine;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.LaunchedRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study in a process of its own is killed amid its runs and resumed. */
class StudyIT {
  private static final String CONF =
      """
      data { format = shapes, shapes { training = 300, test = 40 } }
      schedule.rate = 0.02
      workers = 2
      epochs = 2
      batch-size = 16
      resume = auto
      study { architectures = [mlp-8, lenet], seeds = [1, 2], repetitions = 2 }
      """;

  private static final List<String> RUNS =
      List.of("mlp-8-seed-1", "mlp-8-seed-2", "lenet-seed-1", "lenet-seed-2");

  @TempDir Path folder;

  private CommandLine study(String name) throws Exception {
    Path conf = folder.resolve("study.conf");
    Files.writeString(conf, CONF);
    return CommandLine.of("study", conf).in(folder.resolve(name)).local(2);
  }

  private boolean finished(String run) {
    return Files.exists(folder.resolve("killed").resolve(run).resolve("result.json"));
  }

  @Test
  void aKilledStudyEndsWithTheSameFigures() throws Exception {
    JsonNode calm = study("calm").run().json();
    LaunchedRun killed = LaunchedRun.start(folder, "killed", study("killed"));
    killed.until("its first run", () -> RUNS.stream().anyMatch(this::finished));
    killed.kill();
    List<String> done = RUNS.stream().filter(this::finished).toList();
    assertThat(done).hasSizeBetween(1, RUNS.size() - 1);
    Path first = folder.resolve("killed").resolve(done.get(0)).resolve("result.json");
    String result = Files.readString(first);

    CommandLineRun resumed = study("killed").run();
    assertThat(resumed.code()).as(resumed.remarks()).isZero();
    assertThat(first).as("with its times, so it was not trained again").hasContent(result);
    for (int row = 0; row < 2; row++) {
      assertThat(resumed.json().at("/rows/" + row + "/test_accuracy"))
          .isEqualTo(calm.at("/rows/" + row + "/test_accuracy"));
    }
    for (String run : RUNS) {
      assertThat(folder.resolve("killed").resolve(run).resolve("final.safetensors"))
          .hasSameBinaryContentAs(folder.resolve("calm").resolve(run).resolve("final.safetensors"));
    }
  }
}
