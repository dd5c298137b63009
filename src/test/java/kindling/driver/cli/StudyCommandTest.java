package kindling.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kindling.data.ImageShape;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.report.Browser;
import kindling.driver.report.watch.FoundRun;
import kindling.model.families.Families;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The study command as a user meets it, in local mode. */
class StudyCommandTest {
  private static final String SMALL =
      """
      data { format = shapes, shapes { training = 120, test = 40 } }
      schedule.rate = 0.02
      workers = 2
      epochs = 2
      batch-size = 16
      study { architectures = [mlp-8, lenet], seeds = [1, 2], repetitions = 2 }
      """;

  @TempDir Path folder;

  private CommandLineRun study(String conf, String... settings) throws IOException {
    Path file = folder.resolve("small.conf");
    Files.writeString(file, conf);
    List<String> arguments =
        new ArrayList<>(List.of("study", file.toString(), "--master", "local[2]", "--json"));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void everyArchitectureIsMeasuredAndTrainedWithEverySeed() throws Exception {
    String dir = "run.dir=" + folder.resolve("study");
    CommandLineRun run = study(SMALL, dir);
    assertThat(run.code()).as(run.remarks()).isZero();
    JsonNode result = run.json();
    assertThat(result.get("finished").asBoolean()).isTrue();
    assertThat(result.get("rows")).hasSize(2);
    for (JsonNode row : result.get("rows")) {
      JsonNode measured = row.get("measured");
      String name = measured.get("architecture").asText();
      var architecture = Families.named(name, new ImageShape(3, 32, 32), 10);
      assertThat(measured.get("parameters").asLong()).isEqualTo(architecture.parameters());
      assertThat(measured.get("multiply_accumulates").asLong())
          .isEqualTo(architecture.multiplyAccumulates());
      assertThat(measured.get("peak_memory_bytes").asLong()).isPositive();
      assertThat(measured.get("single").get("batch").asInt()).isEqualTo(1);
      assertThat(measured.get("many").get("batch").asInt()).isEqualTo(128);
      assertThat(measured.get("many").get("median").asDouble()).isPositive();
      assertThat(row.get("test_accuracy").get("n").asInt()).isEqualTo(2);
      assertThat(row.get("epoch_seconds").get("mean").asDouble()).isPositive();
      assertThat(row.get("weights_bytes").asLong())
          .isEqualTo(Files.size(folder.resolve("study/" + name + "-seed-2/final.safetensors")));
    }
    assertThat(result.get("fronts").get("parameters")).isNotEmpty();
    List<String> csv = Files.readAllLines(folder.resolve("study/study.csv"));
    assertThat(csv).hasSize(3);
    assertThat(csv).allMatch(line -> line.split(",", -1).length == csv.get(0).split(",").length);
    assertThat(csv.get(1)).startsWith("mlp-8,2,2,0,");
    assertThat(run.results()).contains("mlp-8", "lenet", "±", "on the Pareto front");
    assertThat(run.results().lines().filter(line -> !line.startsWith("{")))
        .allMatch(line -> line.length() <= 80);
    assertThat(Files.readString(folder.resolve("study/report.html")))
        .contains("Accuracy against cost", "Multiply-accumulates");
    assertThat(Browser.opened(folder.resolve("study/report.html"), folder))
        .containsPattern("<text[^>]*>lenet</text>");

    FoundRun.Report found = FoundRun.at(folder.resolve("study").toString()).report();
    assertThat(found.html()).contains("Accuracy against cost");
    assertThat(found.isFinished()).isTrue();

    Files.delete(folder.resolve("study/lenet-seed-2/result.json"));
    CommandLineRun again = study(SMALL, dir, "resume=auto");
    assertThat(again.code()).as(again.remarks()).isZero();
    assertThat(again.remarks()).doesNotContain("measuring");
    assertThat(accuracies(again.json())).isEqualTo(accuracies(result));
    assertThat(study(SMALL, dir).code()).isEqualTo(5);
    assertThat(study(SMALL, dir, "resume=auto", "study.repetitions=3").remarks())
        .contains("study.repetitions was 2 and is now 3");

    CommandLineRun fewer = study(SMALL, dir, "resume=auto", "study.seeds=[2]");
    assertThat(fewer.code()).as(fewer.remarks()).isZero();
    for (JsonNode row : fewer.json().get("rows")) {
      String name = row.get("measured").get("architecture").asText();
      Path alone = folder.resolve("study/" + name + "-seed-2/result.json");
      assertThat(row.get("test_accuracy").get("n").asInt()).isEqualTo(1);
      assertThat(row.get("test_accuracy").get("mean"))
          .isEqualTo(new ObjectMapper().readTree(alone.toFile()).get("test_accuracy"));
    }

    CommandLineRun more = study(SMALL, dir, "resume=auto", "study.seeds=[1,2,3]");
    assertThat(more.code()).as(more.remarks()).isZero();
    assertThat(more.remarks()).doesNotContain("measuring");
    assertThat(more.json().get("rows"))
        .allMatch(row -> row.get("test_accuracy").get("n").asInt() == 3);
  }

  private static List<String> accuracies(JsonNode result) {
    List<String> accuracies = new ArrayList<>();
    result.get("rows").forEach(row -> accuracies.add(row.get("test_accuracy").toString()));
    return accuracies;
  }

  @Test
  void anEqualBudgetOfMultiplyAccumulatesGivesTheCheaperOneMoreEpochs() throws IOException {
    CommandLineRun run =
        study(
            SMALL.replace("[mlp-8, lenet]", "[mlp-8, mlp-16]"),
            "run.dir=" + folder.resolve("macs"),
            "study.budget=macs",
            "study.reference=mlp-16",
            "study.seeds=[1]");
    assertThat(run.code()).as(run.remarks()).isZero();
    JsonNode rows = run.json().get("rows");
    double ratio =
        rows.get(1).get("measured").get("multiply_accumulates").asDouble()
            / rows.get(0).get("measured").get("multiply_accumulates").asDouble();
    assertThat(rows.get(0).get("epochs").asLong())
        .isEqualTo(Math.round(2 * ratio))
        .isGreaterThan(2);
    assertThat(rows.get(1).get("epochs").asInt()).isEqualTo(2);
  }

  private static final String TINY =
      """
      {
        name = tiny
        layers = [
          { kind = conv, channels = 4, kernel = 3, stride = 4 }, { kind = relu }
          { kind = flatten }, { kind = linear, outputs = classes }
        ]
      }
      """;

  @Test
  void describedNetworksStandBesideNames() throws IOException {
    Files.writeString(
        folder.resolve("other.conf"), TINY.replace("name = tiny", "").replace("= 4", "= 8"));
    String conf = SMALL.replace("[mlp-8, lenet]", "[mlp-8, other.conf, " + TINY + "]");
    String dir = "run.dir=" + folder.resolve("described");
    CommandLineRun run = study(conf, dir, "study.seeds=[1]", "epochs=1", "study.reference=tiny");
    assertThat(run.code()).as(run.remarks()).isZero();
    JsonNode rows = run.json().get("rows");
    assertThat(rows)
        .extracting(row -> row.get("measured").get("architecture").asText())
        .containsExactly("mlp-8", "other", "tiny");
    // 4 filters of 3 x 3 x 3, on a quarter of each side; 10 classes.
    assertThat(rows.get(2).get("measured").get("parameters").asLong())
        .isEqualTo(4 * 27 + 4 + 4 * 8 * 8 * 10 + 10);
    assertThat(rows.get(2).get("test_accuracy").get("n").asInt()).isEqualTo(1);
    assertThat(folder.resolve("described/tiny-seed-1/final.safetensors")).exists();

    String changed = conf.replace("channels = 4", "channels = 5");
    CommandLineRun other =
        study(changed, dir, "study.seeds=[1]", "epochs=1", "study.reference=tiny", "resume=auto");
    assertThat(other.code()).isEqualTo(5);
    assertThat(other.remarks()).contains("study.architectures was").doesNotContain("\tat ");
  }

  @Test
  void whatIsWrongWithDescribedNetworksIsSaidAtTheStart() throws IOException {
    String wrong = TINY.replace("name = tiny", "name = wrong").replace("stride = 4", "stride = 0");
    String odd = TINY.replace("name = tiny", "name = a/b").replace("layers", "layres");
    CommandLineRun run =
        study(SMALL.replace("lenet]", "lenet, missing.conf, 7, " + wrong + "," + odd + "]"));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.remarks())
        .contains(
            "study.architectures: architecture: there is no file",
            "study.architectures: expected names, .conf files or descriptions",
            "found 7",
            "study.architectures, wrong: layer conv1 (architecture.layers[0]",
            "stride: expected",
            "hyphens and underscores, found a/b",
            "study.architectures, a/b: architecture.layers: expected",
            "unknown key architecture.layres")
        .doesNotContain("\tat ");
    CommandLineRun unfit =
        study(
            SMALL.replace("lenet]", "lenet, " + TINY.replace("kernel = 3", "kernel = 99") + "]"),
            "run.dir=" + folder.resolve("unfit"));
    assertThat(unfit.code()).isEqualTo(2);
    assertThat(unfit.remarks())
        .contains("architecture tiny cannot take the data's 3×32×32 images")
        .doesNotContain("measuring", "\tat ");
  }

  @Test
  void allProblemsComeAtOnce() throws IOException {
    CommandLineRun run =
        study(
            SMALL.replace("[mlp-8, lenet]", "[resnet20, resnet21]"),
            "workers=0",
            "study.seeds=[1.5]",
            "study.budget=money",
            "study.reference=vgg11",
            "study.sedes=[1]");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.remarks())
        .contains(
            "6 problems",
            "workers: expected",
            "study.architectures, resnet21: architecture: no architecture is named resnet21",
            "study.seeds: expected a list of whole numbers",
            "study.budget: expected one of epochs, macs, seconds",
            "study.reference: expected the name of one of study.architectures",
            "unknown key study.sedes")
        .doesNotContain("\tat ");
  }

  @Test
  void runsThatDivergeAreCountedAndPassedOver() throws IOException {
    CommandLineRun run =
        study(SMALL, "run.dir=" + folder.resolve("wild"), "schedule.rate=1e30", "study.seeds=[1]");
    assertThat(run.code()).as(run.remarks()).isEqualTo(ExitCode.DIVERGED);
    assertThat(run.remarks()).contains("none of the 2 runs could be trained");
    JsonNode study = new ObjectMapper().readTree(folder.resolve("wild/study.json").toFile());
    assertThat(study.get("rows").get(0).get("failures").asInt()).isEqualTo(1);
    assertThat(study.get("rows").get(0).get("test_accuracy").get("n").asInt()).isZero();
    assertThat(study.get("fronts").get("parameters")).isEmpty();
  }
}
