package kindling.driver.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.TransferRuns;
import kindling.model.weights.NamedTensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code transfer = head}: a head on a frozen backbone, its features once or in every step. */
class TransferTest {
  private static final String[] AUGMENTED = {
    "transfer=head", "augmentation.crop-padding=2", "augmentation.flip-probability=0.5"
  };

  @TempDir static Path folder;
  private static TransferRuns runs;

  @BeforeAll
  static void pretrain() throws IOException {
    runs = TransferRuns.in(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"torch", "dl4j"})
  void aFrozenBackboneStaysToTheBitAndFeaturesOnceGiveTheSameHead(String engine)
      throws IOException {
    CommandLineRun once = runs.transfer("once-" + engine, "transfer=head", "engine=" + engine);
    CommandLineRun never =
        runs.transfer(
            "never-" + engine, "transfer=head", "features.once=never", "engine=" + engine);
    assertThat(once.remarks())
        .contains("head linear: new, from the seed: 2 classes instead of the source's 10")
        .contains("computed 64 features of 24 training images (1 views of each) once")
        .contains("normalization: that of the run in init.from");
    assertThat(never.remarks()).doesNotContain("computed 64 features");
    assertThat(never.remarks()).contains("with " + engine);
    assertSameHeads("once-" + engine, "never-" + engine, "source");
  }

  @Test
  void viewsAreTheImagesThatTheFirstEpochsAugment() throws IOException {
    CommandLineRun views = runs.transfer("views", with(AUGMENTED, "features.views=2"));
    CommandLineRun every = runs.transfer("every", AUGMENTED);
    assertThat(views.remarks()).contains("(2 views of each) once");
    assertThat(every.remarks()).doesNotContain("features of");
    assertSameHeads("views", "every", "source");

    runs.transfer("one-view", with(AUGMENTED, "features.views=1"));
    assertThat(runs.values("one-view", "linear.weight"))
        .as("the second epoch sees the first one's view again")
        .isNotEqualTo(runs.values("views", "linear.weight"));
  }

  @Test
  void mirroredViewsAreScoredThroughTheWholeNetwork() throws IOException {
    String[] mirrored = {"transfer=head", "evaluation.views=mirrored"};
    runs.transfer("mirrored", mirrored);
    runs.transfer("mirrored-never", with(mirrored, "features.once=never"));
    runs.transfer("plain", "transfer=head");
    assertSameHeads("mirrored", "plain", "source");
    assertThat(validationLoss("mirrored"))
        .isEqualTo(validationLoss("mirrored-never"), within(1e-5))
        .isNotEqualTo(validationLoss("plain"));
  }

  @Test
  void imagesOfAnotherSizeAreTakenWhereTheNetworkPoolsThemAll() throws IOException {
    CommandLineRun run =
        runs.transfer(
            "smaller", "transfer=head", "data.height=24", "data.width=24", "data.fit=crop");
    assertThat(run.remarks()).contains("images of 3×24×24");
    Map<String, NamedTensor> source = runs.weights("source");
    assertThat(runs.values("smaller", "layer3.0.conv2.weight"))
        .isEqualTo(source.get("layer3.0.conv2.weight").values());
  }

  @Test
  void outerStepsAndNarrowWiresLeaveWhatIsFrozenToTheBit() throws IOException {
    runs.transfer(
        "outer",
        "transfer=head",
        "features.once=never",
        "averaging.outer=nesterov",
        "averaging.wire=int8",
        "averaging.norm-statistics=re-estimated");
    Map<String, NamedTensor> source = runs.weights("source");
    Map<String, NamedTensor> outer = runs.weights("outer");
    for (String name : source.keySet()) {
      if (!name.startsWith("linear.")) {
        assertThat(outer.get(name).values()).as(name).isEqualTo(source.get(name).values());
      }
    }
  }

  /** The heads are equal to float tolerance, and all else is the source's to the bit. */
  private static void assertSameHeads(String one, String other, String source) throws IOException {
    Map<String, NamedTensor> first = runs.weights(one);
    Map<String, NamedTensor> second = runs.weights(other);
    Map<String, NamedTensor> before = runs.weights(source);
    assertThat(first.keySet()).isEqualTo(before.keySet());
    for (String name : before.keySet()) {
      if (name.startsWith("linear.")) {
        assertThat(first.get(name).values())
            .containsExactly(second.get(name).values(), within(1e-5f));
      } else {
        assertThat(first.get(name).values()).as(name).isEqualTo(before.get(name).values());
        assertThat(second.get(name).values()).as(name).isEqualTo(before.get(name).values());
      }
    }
  }

  /** The last epoch's. */
  private static double validationLoss(String run) throws IOException {
    List<String> lines = Files.readAllLines(runs.path(run).resolve("metrics.jsonl"));
    return new ObjectMapper()
        .readTree(lines.get(lines.size() - 1))
        .get("validation")
        .get("loss")
        .asDouble();
  }

  private static String[] with(String[] settings, String setting) {
    String[] all = Arrays.copyOf(settings, settings.length + 1);
    all[settings.length] = setting;
    return all;
  }
}
