package kindling.driver.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private CommandLineRun train(String name, String... settings) {
    CommandLineRun run =
        CommandLine.of("train", folder.resolve("train.conf"))
            .in(folder.resolve(name))
            .local(2)
            .set("data.path=" + folder.resolve("set"))
            .set(settings)
            .run();
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
  void whereTheyAreToFitAsTheyAreTheyAreLookedAt() throws IOException {
    CommandLineRun run =
        CommandLine.of("train", folder.resolve("train.conf"))
            .in(folder.resolve("exact"))
            .local(2)
            .set("data.path=" + folder.resolve("set"), "data.fit=exact", "data.cache=encoded")
            .run();
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.remarks()).contains("expected 20×20 pixels", "data.max-bad-fraction");
  }
}
