package kindling.driver.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import kindling.driver.fixtures.CommandLine;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.ImageFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs on photos give the same weights, whether executors keep them as pixels or as files. */
class EncodedCacheRunTest {
  private static final String CONF =
      """
      architecture = mlp-8
      data.height = 20
      data.width = 20
      data.fit = crop
      schedule.rate = 0.05
      workers = 3
      epochs = 2
      batch-size = 8
      steps-per-round = 2
      """;

  private static final String[] ENCODED = {"data.cache=encoded"};

  @TempDir Path folder;

  private CommandLineRun train(String name, String more, String... settings) throws IOException {
    if (!Files.exists(folder.resolve("data"))) {
      ImageFiles.writePhotos(folder.resolve("data"), 20, "dim", "grey", "light");
      Files.write(folder.resolve("data/train/dim/broken.jpg"), new byte[] {1, 2, 3});
    }
    Path conf = folder.resolve(name + ".conf");
    Files.writeString(conf, CONF + more);
    CommandLineRun run =
        CommandLine.of("train", conf)
            .in(folder.resolve(name))
            .local(2)
            .set("data.path=" + folder.resolve("data"), "data.max-bad-fraction=0.1")
            .set(settings)
            .run();
    assertThat(run.code()).as(run.remarks()).isZero();
    return run;
  }

  private static String weights(CommandLineRun run) {
    return run.json().get("weights_sha256").asText();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "augmentation.resized-crop.min-area = 0.1"})
  void theWeightsAreThoseOfPixelsInMemory(String augmentation) throws IOException {
    String pixels = weights(train("decoded", augmentation, "data.cache=decoded"));
    assertThat(weights(train("encoded", augmentation, ENCODED))).isEqualTo(pixels);
    CommandLineRun threads =
        train("threads", augmentation, "data.cache=encoded", "data.decode-threads=3");
    assertThat(weights(threads)).isEqualTo(pixels);
    CommandLineRun noDisk = train("no-disk", augmentation, "data.cache=encoded", "data.disk=1");
    assertThat(weights(noDisk)).isEqualTo(pixels);
    assertThat(noDisk.remarks()).contains("from their source again");
  }

  @Test
  void recordsThatArePixelsAlreadyAreKeptSoAndSaid() throws IOException {
    CommandLineRun run =
        train(
            "records",
            "",
            "data.cache=encoded",
            "data.format=shapes",
            "data.shapes.training=60",
            "data.shapes.test=20");
    assertThat(run.remarks()).contains("data.cache = encoded has no effect");
  }

  @Test
  void aRunMayGoOnWithTheOtherCache() throws IOException {
    CommandLineRun first = train("run", "", "data.cache=decoded");
    CommandLineRun again =
        train("run", "", "data.cache=encoded", "data.decode-threads=2", "resume=auto");
    assertThat(weights(again)).isEqualTo(weights(first));
    assertThat(again.remarks()).contains("is finished: nothing to do");
  }

  @Test
  void aLaterStartDecodesNothingAgain() throws IOException {
    String expected = weights(train("run", "", ENCODED));
    Path run = folder.resolve("run");
    assertThat(run.resolve("first-pass.json")).exists();
    cutShort(run);
    CommandLineRun again = train("run", "", "data.cache=encoded", "resume=auto");
    assertThat(weights(again)).isEqualTo(expected);
    assertThat(again.remarks()).contains("going on from epoch-0001");
    assertThat(Files.readString(run.resolve("run.log")))
        .contains("which an earlier start has decoded");
    cutShort(run);
    Files.writeString(run.resolve("first-pass.json"), "{");
    CommandLineRun damaged = train("run", "", "data.cache=encoded", "resume=auto");
    assertThat(weights(damaged)).isEqualTo(expected);
    assertThat(damaged.remarks()).contains("first-pass.json is damaged");
  }

  /** As a kill in the second epoch leaves a run. */
  private static void cutShort(Path run) throws IOException {
    Files.delete(run.resolve("result.json"));
    Files.delete(run.resolve("final.safetensors"));
    try (Stream<Path> files = Files.walk(run.resolve("checkpoints/epoch-0002"))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void whatIsKnownOfTheDataIsTheSame() throws IOException {
    Path decoded = folder.resolve("decoded/data.json");
    train("decoded", "", "data.cache=decoded");
    train("encoded", "", ENCODED);
    assertThat(Files.readString(folder.resolve("encoded/data.json")))
        .contains("broken.jpg")
        .isEqualToIgnoringWhitespace(Files.readString(decoded));
  }
}
