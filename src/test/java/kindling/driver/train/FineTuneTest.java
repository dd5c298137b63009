package kindling.driver.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.TransferRuns;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code transfer = fine-tune}: which depth groups train when, and how fast. */
class FineTuneTest {
  @TempDir static Path folder;
  private static TransferRuns runs;

  @BeforeAll
  static void pretrain() throws IOException {
    runs = TransferRuns.in(folder);
  }

  @Test
  void unfreezesFromTheHeadDownAndResumesToTheSameBits() throws IOException {
    String[] settings = {
      "transfer=fine-tune",
      "fine-tune.head-epochs=1",
      "fine-tune.unfreeze-every=1",
      "fine-tune.rate-factor=0.5",
      "resume=auto"
    };
    CommandLineRun run = runs.transfer("tuned", settings);
    assertThat(run.remarks()).contains("training those of layer3.0.conv1, linear");
    assertThat(runs.values("tuned", "layer2.0.bn1.running_mean"))
        .isEqualTo(runs.values("source", "layer2.0.bn1.running_mean"));
    assertThat(runs.values("tuned", "layer3.0.conv1.weight"))
        .isNotEqualTo(runs.values("source", "layer3.0.conv1.weight"));

    byte[] undisturbed = Files.readAllBytes(runs.path("tuned/final.safetensors"));
    Files.delete(runs.path("tuned/checkpoints/epoch-0002/provenance.json"));
    Files.delete(runs.path("tuned/result.json"));
    assertThat(runs.transfer("tuned", settings).remarks()).contains("going on from epoch-0001");
    assertThat(Files.readAllBytes(runs.path("tuned/final.safetensors"))).isEqualTo(undisturbed);
  }

  @Test
  void theRateFallsFromGroupToGroup() throws IOException {
    String[] plain = {"transfer=fine-tune", "epochs=1", "optimizer.weight-decay=0"};
    runs.transfer("one", plain);
    String[] slower = {plain[0], plain[1], plain[2], "fine-tune.rate-factor=0.1"};
    CommandLineRun run = runs.transfer("slower", slower);
    assertThat(run.remarks())
        .contains(
            "training all of the network, the learning rate times 0.000100 for conv1, 0.00100"
                + " for layer1.0.conv1, 0.0100 for layer2.0.conv1, 0.100 for layer3.0.conv1, 1.00"
                + " for linear");
    double first = shortened("conv1.weight");
    double last = shortened("layer3.0.conv2.weight");
    assertThat(first).isBetween(0.00002, 0.0005);
    assertThat(last).isBetween(0.02, 0.5);
    assertThat(shortened("linear.weight")).isBetween(0.5, 2.0);
  }

  @Test
  void aFactorOfOneChangesNoBit() throws IOException {
    runs.transfer("without", "transfer=fine-tune", "epochs=1");
    runs.transfer("with", "transfer=fine-tune", "epochs=1", "fine-tune.rate-factor=1.0");
    assertThat(Files.readAllBytes(runs.path("with/final.safetensors")))
        .isEqualTo(Files.readAllBytes(runs.path("without/final.safetensors")));
  }

  /** How far a tensor moved with falling rates, beside how far it moved with one rate. */
  private static double shortened(String tensor) throws IOException {
    float[] before = start(tensor);
    return distance(before, runs.values("slower", tensor))
        / distance(before, runs.values("one", tensor));
  }

  /** The new head's start is where a run with a rate of nearly nothing ends. */
  private static float[] start(String tensor) throws IOException {
    if (!Files.exists(runs.path("start"))) {
      runs.transfer(
          "start",
          "transfer=fine-tune",
          "epochs=1",
          "optimizer.weight-decay=0",
          "schedule.rate=1e-30");
    }
    return runs.values("start", tensor);
  }

  private static double distance(float[] one, float[] other) {
    double squares = 0;
    for (int i = 0; i < one.length; i++) {
      squares += Math.pow((double) one[i] - other[i], 2);
    }
    return Math.sqrt(squares);
  }
}
