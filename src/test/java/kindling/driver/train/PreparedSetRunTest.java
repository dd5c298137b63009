package kindling.driver.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import kindling.driver.cli.ExitCode;
import kindling.driver.fixtures.CommandLine;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.ImageFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on a set that was prepared, whose files say what decoding their images has shown. */
class PreparedSetRunTest {
  private static final String CONF =
      """
      architecture = mlp-8
      data.height = 20
      data.width = 20
      data.fit = crop
      schedule.rate = 0.05
      workers = 3
      epochs = 1
      batch-size = 8
      steps-per-round = 2
      """;

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @BeforeEach
  void prepare() throws IOException {
    ImageFiles.writePhotos(folder.resolve("photos"), 20, "dim", "grey", "light");
    Files.write(folder.resolve("photos/train/dim/broken.jpg"), new byte[] {1, 2, 3});
    CommandLineRun prepared =
        CommandLineRun.of(
            "prepare",
            folder.resolve("photos").toString(),
            folder.resolve("set").toString(),
            "--shard-images",
            "9",
            "--master",
            "local[2]",
            "--set",
            "data.max-bad-fraction=0.1");
    assertThat(prepared.code()).as(prepared.remarks()).isZero();
    Files.writeString(folder.resolve("train.conf"), CONF);
  }

  private CommandLine command(String name) {
    return CommandLine.of("train", folder.resolve("train.conf"))
        .in(folder.resolve(name))
        .local(2)
        .set("data.path=" + folder.resolve("set"));
  }

  private CommandLineRun train(String name, String... settings) {
    CommandLineRun run = command(name).set(settings).run();
    assertThat(run.code()).as(run.remarks()).isZero();
    return run;
  }

  private JsonNode read(String file) throws IOException {
    return JSON.readTree(folder.resolve(file).toFile());
  }

  private JsonNode data(String run) throws IOException {
    return read(run + "/checkpoints/epoch-0001/provenance.json").get("data");
  }

  private String log(String run) throws IOException {
    return Files.readString(folder.resolve(run).resolve("run.log"));
  }

  @Test
  void whatTheirFilesSayIsTakenAndEitherCacheHasTheSameNumbers() throws IOException {
    String expected = train("decoded", "data.cache=decoded").weights();

    assertThat(train("encoded", "data.cache=encoded").weights()).isEqualTo(expected);

    String trusted = "the files of the training split say what its images are";
    assertThat(log("decoded")).contains(trusted);
    assertThat(log("encoded")).contains(trusted);
    assertThat(data("encoded")).isEqualTo(data("decoded"));
    JsonNode training = read("set/manifest.json").get("splits").get(0);
    assertThat(data("encoded").get("normalization").get("mean")).isEqualTo(training.get("mean"));
  }

  @Test
  void withoutRoomOnTheDiskTheirNumbersAreTheSame() {
    String expected = train("decoded", "data.cache=decoded").weights();
    CommandLineRun run = train("no-disk", "data.cache=encoded", "data.disk=1");
    assertThat(run.weights()).isEqualTo(expected);
  }

  @Test
  void anImageThatIsDamagedAfterwardsIsNotLeftOutWhateverTheCache() throws IOException {
    Path shard;
    try (Stream<Path> files = Files.list(folder.resolve("set/data"))) {
      shard = files.filter(file -> file.toString().contains("train-")).sorted().findFirst().get();
    }
    byte[] bytes = Files.readAllBytes(shard);
    bytes[bytes.length / 3] ^= 1;
    Files.write(shard, bytes);
    for (String cache : List.of("decoded", "encoded")) {
      CommandLineRun run =
          command(cache).set("data.cache=" + cache, "data.max-bad-fraction=0.5").run();
      assertThat(run.code()).as(run.remarks()).isEqualTo(ExitCode.DATA);
      assertThat(run.remarks()).contains(shard.toString(), "another checksum");
    }
  }

  /** Two shards that change places hold the same images in another order. */
  @Test
  void aRunDoesNotGoOnWithOtherShards() throws IOException {
    train("run", "data.cache=encoded");
    Files.delete(folder.resolve("run/result.json"));
    List<Path> shards;
    try (Stream<Path> files = Files.list(folder.resolve("set/data"))) {
      shards = files.filter(file -> file.toString().contains("train-")).sorted().toList();
    }
    Path aside = folder.resolve("aside");
    Files.move(shards.get(0), aside);
    Files.move(shards.get(1), shards.get(0));
    Files.move(aside, shards.get(1));
    CommandLineRun again = command("run").set("data.cache=encoded").and("--resume").run();
    assertThat(again.code()).isEqualTo(ExitCode.RUN_FOLDER);
    assertThat(again.remarks()).contains("it was computed with data with the digest");
  }

  @Test
  void whereTheyAreToFitAsTheyAreTheyAreLookedAt() throws IOException {
    CommandLineRun run = command("exact").set("data.fit=exact", "data.cache=encoded").run();
    assertThat(run.code()).isEqualTo(ExitCode.DATA);
    assertThat(run.remarks()).contains("expected 20×20 pixels", "data.max-bad-fraction");
  }
}
