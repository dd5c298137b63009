package kindling.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kindling.driver.fixtures.HaltingFileSystem;
import kindling.driver.fixtures.LaunchedRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A driver dies inside its writing of a checkpoint, and of a run's last files, at every kind of
 * point: a run that is started again each time ends with the undisturbed run's bits.
 */
class KilledWritesIT {
  private static final String ASIDE = "/checkpoints/\\.writing-";

  @TempDir Path folder;

  /**
   * Where one start dies.
   *
   * @param left a file that must be there after the death, and none that follow it
   */
  private record Death(HaltingFileSystem.At at, String path, String left, String missing) {}

  /** One after the other: each start goes on from the checkpoint before the one that it died in. */
  private static final List<Death> DEATHS =
      List.of(
          new Death(
              HaltingFileSystem.At.WRITE,
              ASIDE + "epoch-0001/\\.weights.safetensors",
              "checkpoints/.writing-epoch-0001/.weights.safetensors.writing",
              "checkpoints/.writing-epoch-0001/weights.safetensors"),
          new Death(
              HaltingFileSystem.At.CREATE,
              ASIDE + "epoch-0001/\\.optimizer.safetensors",
              "checkpoints/.writing-epoch-0001/weights.safetensors",
              "checkpoints/.writing-epoch-0001/.optimizer.safetensors.writing"),
          new Death(
              HaltingFileSystem.At.WRITE,
              ASIDE + "epoch-0001-round-00001/\\.provenance.json",
              "checkpoints/.writing-epoch-0001-round-00001/optimizer.safetensors",
              "checkpoints/.writing-epoch-0001-round-00001/provenance.json"),
          new Death(
              HaltingFileSystem.At.RENAME,
              ASIDE + "epoch-0002/provenance.json",
              "checkpoints/.writing-epoch-0002/.provenance.json.writing",
              "checkpoints/.writing-epoch-0002/provenance.json"),
          new Death(
              HaltingFileSystem.At.RENAME,
              "/checkpoints/epoch-0002$",
              "checkpoints/.writing-epoch-0002/provenance.json",
              "checkpoints/epoch-0002"),
          new Death(
              HaltingFileSystem.At.RENAMED,
              "/checkpoints/epoch-0002$",
              "checkpoints/epoch-0002/provenance.json",
              "checkpoints/.writing-epoch-0002"),
          new Death(
              HaltingFileSystem.At.WRITE,
              "/\\.metrics.jsonl",
              ".metrics.jsonl.writing",
              "final.safetensors"),
          new Death(
              HaltingFileSystem.At.WRITE,
              "/metrics.jsonl$",
              "metrics.jsonl",
              "checkpoints/epoch-0003"),
          new Death(
              HaltingFileSystem.At.WRITE,
              "/\\.final.safetensors",
              ".final.safetensors.writing",
              "final.safetensors"),
          new Death(
              HaltingFileSystem.At.RENAME, "/result.json", "final.safetensors", "result.json"));

  private static List<String> arguments(Path run, String... more) {
    List<String> arguments =
        LaunchedRun.shapes(
            run,
            "data.shapes.training=160",
            "data.shapes.test=20",
            "steps-per-round=1",
            "epochs=3",
            "run.checkpoint-rounds=1",
            "resume=auto");
    arguments.addAll(List.of(more));
    return arguments;
  }

  private static List<String> dying(Path run, Death death) {
    List<String> arguments = new ArrayList<>(arguments(run));
    for (String property :
        List.of(
            "spark.driver.extraClassPath=" + LaunchedRun.ROOT.resolve("target/test-classes"),
            "spark.hadoop.fs.file.impl=" + HaltingFileSystem.class.getName(),
            "spark.hadoop.kindling.halt.at=" + death.at(),
            "spark.hadoop.kindling.halt.path=" + death.path())) {
      arguments.addAll(List.of("--conf", property));
    }
    return arguments;
  }

  @Test
  void aDriverThatDiesWhileItWritesResumesToTheSameBits() throws Exception {
    String weights = LaunchedRun.start(folder, "calm", arguments(folder.resolve("calm"))).weights();
    Path run = folder.resolve("run");
    for (int i = 0; i < DEATHS.size(); i++) {
      Death death = DEATHS.get(i);
      LaunchedRun start = LaunchedRun.start(folder, "death-" + i, dying(run, death));
      assertThat(start.exitCode()).as(start.log()).isEqualTo(HaltingFileSystem.EXIT_CODE);
      assertThat(run.resolve(death.left())).as("where it died: " + death).exists();
      assertThat(run.resolve(death.missing())).as("where it died: " + death).doesNotExist();
    }
    LaunchedRun last = LaunchedRun.start(folder, "last", arguments(run));
    assertThat(last.weights()).isEqualTo(weights);
    assertThat(last.log()).contains("going on from epoch-0003 of");
    assertThat(LaunchedRun.learningFigures(run))
        .isEqualTo(LaunchedRun.learningFigures(folder.resolve("calm")));
    assertThat(Files.readAllBytes(run.resolve("final.safetensors")))
        .isEqualTo(Files.readAllBytes(folder.resolve("calm/final.safetensors")));
  }
}
