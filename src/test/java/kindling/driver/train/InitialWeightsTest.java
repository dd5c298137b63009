package kindling.driver.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import kindling.driver.cli.ExitCode;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.TransferRuns;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code init.from}: what is taken, what is refused with what to set, and what resuming holds to.
 */
class InitialWeightsTest {
  @TempDir static Path folder;
  private static TransferRuns runs;

  @BeforeAll
  static void pretrain() throws IOException {
    runs = TransferRuns.in(folder);
  }

  @Test
  void whatDoesNotFitIsRefusedWithWhatToSet() throws IOException {
    refused("set data.channels = 3", "data.channels=1");
    refused("set architecture = resnet8", "architecture=resnet14");
    refused("there is nothing", "init.from=" + runs.path("nowhere"));
  }

  /** Its first kernel is [3, 1, 3, 3] on color images: their channels are not its second extent. */
  @Test
  void weightsForImagesOfOtherChannelsAreToldWhereTheFirstConvolutionIsDepthwise()
      throws IOException {
    Path network = runs.path("depthwise.conf");
    Files.writeString(
        network,
        """
        layers = [
          { kind = depthwise-conv, kernel = 3, stride = 2 }
          { kind = relu }
          { kind = conv, channels = 8, kernel = 3, stride = 2 }
          { kind = global-avg-pool }
          { kind = linear, outputs = classes }
        ]
        """);
    String architecture = "architecture=" + network;
    String color = "init.from=" + runs.path("color");
    runs.pretrain("color", architecture, "epochs=1");
    refused("found 3; set data.channels = 3", color, architecture, "data.channels=1");
    runs.transfer("as-many", color, architecture, "epochs=1");
    runs.transfer("gray", architecture, "epochs=1", "init.from=", "data.channels=1");
    refused("found 1; set data.channels = 1", "init.from=" + runs.path("gray"), architecture);
  }

  @Test
  void imagesOfAnotherSizeAreRefusedWhereTheWeightsDependOnIt() throws IOException {
    runs.pretrain("lenet", "architecture=lenet", "epochs=1");
    refused(
        "3×32×32 there and 3×24×24 here: set data.height and data.width to that size",
        "init.from=" + runs.path("lenet"),
        "architecture=lenet",
        "data.height=24",
        "data.width=24",
        "data.fit=crop");
  }

  @Test
  void aPartialStartNamesWhatBeginsAnewAndTakesTheRest() throws IOException {
    String weights = "init.from=" + runs.path("source/final.safetensors");
    refused("init.partial = true", weights, "architecture=resnet14");
    CommandLineRun run =
        runs.transfer(
            "partial", weights, "architecture=resnet14", "init.partial=true", "transfer=head");
    assertThat(run.remarks())
        .contains("layer1.1.conv1.weight: expected [16, 16, 3, 3], found nothing")
        .contains("initial weights: 35 of 67 tensors")
        .doesNotContain("layer1.0.conv1.weight: ");
    assertThat(runs.values("partial", "layer1.0.conv1.weight"))
        .isEqualTo(runs.values("source", "layer1.0.conv1.weight"));
    assertThat(runs.values("partial", "layer1.1.bn1.weight")).containsOnly(1);
  }

  @Test
  void aRunIsNotGoneOnWithFromOtherWeights() throws IOException {
    Path weights = runs.path("weights.safetensors");
    Files.copy(runs.path("source/final.safetensors"), weights);
    String from = "init.from=" + weights;
    runs.transfer("begun", from, "transfer=head");
    Files.delete(runs.path("begun/checkpoints/epoch-0002/provenance.json"));
    Files.delete(runs.path("begun/result.json"));
    byte[] altered = Files.readAllBytes(weights);
    altered[altered.length - 1] ^= 1;
    Files.write(weights, altered);
    CommandLineRun run = runs.run("begun", from, "transfer=head", "resume=auto");
    assertThat(run.remarks()).contains("initial weights with the SHA-256").doesNotContain("\tat ");
    assertThat(run.code()).isEqualTo(ExitCode.RUN_FOLDER);
  }

  private static void refused(String advice, String... settings) throws IOException {
    CommandLineRun run = runs.run("refused", settings);
    assertThat(run.remarks()).contains("init.from: ", advice).doesNotContain("\tat ");
    assertThat(run.code()).isEqualTo(ExitCode.CONFIGURATION);
  }
}
