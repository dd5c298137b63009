package kindling.driver.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import kindling.driver.fixtures.CommandLine;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.ImageFiles;
import kindling.model.EngineOffer;
import kindling.model.EngineRequest;
import kindling.model.Engines;
import kindling.model.engine.Precision;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole runs from files of images to a network that tells their classes apart. */
class LearningRunTest {
  private static final String CONF =
      """
      architecture {
        name = small
        layers = [
          { name = patches, kind = conv, channels = 24, kernel = 2 }
          { name = patches_relu, kind = relu }
          { name = conv, kind = conv, channels = 16, kernel = 3, stride = 2, bias = false }
          { name = bn, kind = batch-norm }
          { name = conv_relu, kind = relu }
          { name = pool, kind = global-avg-pool }
          { name = head, kind = linear, outputs = classes }
        ]
      }
      augmentation.flip-probability = 0.5
      optimizer.momentum = 0.9
      schedule.rate = 0.05
      workers = 2
      epochs = 6
      batch-size = 8
      steps-per-round = 2
      """;

  private static final double CHANCE = 1.0 / 3;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "TORCH, FLOAT32, 1, random",
    "TORCH, FLOAT32, 2, random",
    "TORCH, FLOAT32, 1, whitened",
    "TORCH, BFLOAT16, 1, random",
    "DL4J, FLOAT32, 1, random"
  })
  void aRunLearns(Engines.Choice engine, Precision precision, int threads, String first)
      throws IOException {
    EngineOffer offer = Engines.offer(new EngineRequest(engine, precision));
    assumeFalse(offer.refused(), offer.description());
    ImageFiles.write(folder.resolve("data"), 40, "dim", "grey", "light");
    Path conf = folder.resolve("learning.conf");
    Files.writeString(conf, CONF);
    CommandLineRun run =
        CommandLine.of("train", conf)
            .in(folder.resolve("run"))
            .local(2)
            .set(
                "data.path=" + folder.resolve("data"),
                "engine=" + engine.name().toLowerCase(java.util.Locale.ROOT),
                "precision=" + precision.name().toLowerCase(java.util.Locale.ROOT),
                "threads-per-worker=" + threads,
                "init.first-convolution=" + first)
            .run();
    assertThat(run.code()).as(run.remarks()).isZero();
    assertThat(run.json().get("engine").asText()).isEqualTo(offer.description());
    assertThat(run.json().get("test_accuracy").asDouble())
        .as("of three classes, by chance " + CHANCE)
        .isGreaterThan(0.9);
  }
}
