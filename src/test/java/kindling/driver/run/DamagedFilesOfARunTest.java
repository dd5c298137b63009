package kindling.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kindling.DamagedFiles;
import kindling.data.Storage;
import kindling.data.Targets;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.SettingsFile;
import kindling.driver.fixtures.LocalSpark;
import kindling.driver.run.checkpoint.Checkpoint;
import kindling.driver.run.checkpoint.CheckpointFiles;
import kindling.driver.run.checkpoint.DriverState;
import kindling.driver.run.checkpoint.EpochSoFar;
import kindling.driver.run.checkpoint.Provenance;
import kindling.driver.run.folder.Json;
import kindling.driver.run.folder.RunFolderException;
import kindling.driver.run.metrics.EpochMetrics;
import kindling.driver.run.metrics.History;
import kindling.driver.train.plan.TrainingSpec;
import kindling.model.averaging.MeanWeights;
import kindling.model.families.Families;
import kindling.model.scores.Scores;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.hadoop.conf.Configuration;

/** Whatever the files of a run hold, only the documented exceptions come out. */
class DamagedFilesOfARunTest {
  private static final Storage STORAGE = new Storage(new Configuration());
  private static final TrainingSpec SPEC =
      LocalSpark.plain(Families.named("mlp-8", LocalSpark.SHAPE, LocalSpark.CLASSES), 0.1, 4);

  private final Path folder;

  DamagedFilesOfARunTest() throws IOException {
    folder = Files.createDirectories(Path.of("target/damaged/run").toAbsolutePath());
  }

  @Provide
  Arbitrary<byte[]> configurations() throws IOException {
    return DamagedFiles.of(
        Files.readAllBytes(Path.of("conf/shapes.conf")),
        Files.readAllBytes(Path.of("conf/cifar10-resnet20.conf")));
  }

  @Property
  void configurationsAreReadOrRefused(@ForAll("configurations") byte[] file) throws IOException {
    Path conf = Files.write(folder.resolve("damaged.conf"), file);
    try {
      assertThat(SettingsFile.read(conf.toString(), List.of())).isNotNull();
    } catch (ConfigurationException refused) {
      assertThat(refused).message().isNotBlank();
    }
  }

  @Property
  void storedSettingsAreReadOrRefused(@ForAll("configurations") byte[] file) throws IOException {
    Files.write(folder.resolve("config.conf"), file);
    try {
      assertThat(RunFolder.config(root(), STORAGE)).isPresent();
    } catch (RunFolderException refused) {
      assertThat(refused).hasMessageContaining("config.conf is not what a run writes");
    }
  }

  @Provide
  Arbitrary<byte[]> results() {
    return DamagedFiles.of(
        bytes(
            Json.pretty(
                new TrainResult("r", "e", 3, 0.9, 0.2, 0.9, 1, 0.3, 3, 2, null, 4, "abc", 1.5))),
        bytes("null"),
        bytes("{}"));
  }

  @Property
  void resultsAreReadOrRefused(@ForAll("results") byte[] file) throws IOException {
    Files.write(folder.resolve("result.json"), file);
    try {
      TrainResult result = RunFolder.result(root(), STORAGE).orElseThrow();
      assertThat(result.run()).isNotNull();
      assertThat(result.weightsSha256()).isNotNull();
    } catch (RunFolderException refused) {
      assertThat(refused).hasMessageContaining("result.json is not what a run writes");
    }
  }

  @Provide
  Arbitrary<byte[]> provenances() throws IOException {
    Scores scores = new Scores(LocalSpark.CLASSES);
    scores.add(new int[] {0}, new float[] {1, 2, 3, 4}, Targets.of(new int[] {3}));
    EpochMetrics metrics = EpochMetrics.of(1, 20, 2, 0.1, scores.sums(), scores, 1, 1, null);
    Files.writeString(folder.resolve("metrics.jsonl"), metrics.line() + "\n");
    checkpoints()
        .write(
            new Checkpoint(
                1,
                new EpochSoFar(1, scores.sums(), 0.5),
                new float[SPEC.state().size()],
                DriverState.NONE,
                MeanWeights.NONE,
                History.NONE.plus(metrics)),
            new org.apache.hadoop.fs.Path(root(), "checkpoint"));
    return DamagedFiles.of(
        Files.readAllBytes(folder.resolve("checkpoint/provenance.json")),
        bytes("null"),
        bytes("{}"),
        bytes("{\"so_far\": {}, \"digests\": {}}"),
        bytes("{\"kindling\": \"1\", \"weights_sha256\": \"\", \"metrics\": []}"));
  }

  @Property
  void checkpointsAreReadOrPassedOver(@ForAll("provenances") byte[] file) throws IOException {
    Files.write(folder.resolve("checkpoint/provenance.json"), file);
    try {
      Checkpoint read = read();
      assertThat(read.soFar().training().count()).isNotNegative();
      assertThat(read.history().epochs()).isEqualTo(read.epoch());
    } catch (CheckpointFiles.NotWhole | RunFolderException refused) {
      assertThat(refused).message().isNotBlank();
    }
  }

  @Example
  void aCheckpointOfAnotherVersionIsRefusedByName() throws IOException {
    Files.createDirectories(folder.resolve("checkpoint"));
    Files.writeString(
        folder.resolve("checkpoint/provenance.json"),
        "{\"epoch\": 1, \"kindling\": \"0.9\", \"weights_sha256\": \"ab\", \"metrics\": []}");
    assertThatThrownBy(this::read)
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("version 0.9 of Kindling")
        .hasMessageContaining("another run.dir");
  }

  @Provide
  Arbitrary<byte[]> histories() throws IOException {
    provenances();
    return DamagedFiles.of(Files.readAllBytes(folder.resolve("metrics.jsonl")), bytes("null\n"));
  }

  @Property
  void aCheckpointWithoutTheLinesOfItsEpochsIsPassedOver(@ForAll("histories") byte[] file)
      throws IOException {
    byte[] whole = Files.readAllBytes(folder.resolve("metrics.jsonl"));
    Files.write(folder.resolve("metrics.jsonl"), file);
    try {
      assertThat(read().history().epochs()).isEqualTo(1);
      assertThat(file).startsWith(whole);
    } catch (CheckpointFiles.NotWhole refused) {
      assertThat(refused).hasMessageContaining("the first 1 lines of metrics.jsonl");
    } finally {
      Files.write(folder.resolve("metrics.jsonl"), whole);
    }
  }

  private Checkpoint read() throws IOException {
    return checkpoints()
        .read(
            new org.apache.hadoop.fs.Path(root(), "checkpoint"),
            new org.apache.hadoop.fs.Path(root(), "metrics.jsonl"));
  }

  private static CheckpointFiles checkpoints() {
    Provenance provenance =
        new Provenance(
            0,
            new Provenance.Network("mlp-8", 0, "3×8×8"),
            new Provenance.Data(
                "digest", List.of("a", "b", "c", "d"), SPEC.batches().normalization()),
            new Provenance.Training(7, "", "epochs = 3\n"),
            new Provenance.Software("engine", "1", "commit", "17", "3.5"),
            Provenance.Digests.NONE,
            0,
            EpochSoFar.NONE);
    return new CheckpointFiles(STORAGE, SPEC.state(), provenance);
  }

  private org.apache.hadoop.fs.Path root() {
    return new org.apache.hadoop.fs.Path(folder.toUri());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
