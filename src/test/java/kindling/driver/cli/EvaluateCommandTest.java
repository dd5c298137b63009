package kindling.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import kindling.Python;
import kindling.driver.fixtures.CommandLineRun;
import kindling.model.weights.NamedTensor;
import kindling.model.weights.Safetensors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {
  private static final String CONF =
      """
      data { format = shapes, shapes { training = 200, test = 60 } }
      architecture = resnet8
      schedule { rate = 0.05 }
      epochs = 1
      batch-size = 16
      steps-per-round = 4
      """;

  @TempDir Path folder;
  private Path run;
  private JsonNode trained;

  @BeforeEach
  void train() throws IOException {
    Path conf = folder.resolve("test.conf");
    Files.writeString(conf, CONF);
    run = folder.resolve("run");
    CommandLineRun training =
        CommandLineRun.of(
            "train", conf.toString(), "--master", "local[2]", "--json", "--set", "run.dir=" + run);
    assertThat(training.code()).as(training.remarks()).isZero();
    trained = training.json();
  }

  @Test
  void aRunScoresAsItsTrainingSaid() {
    CommandLineRun test = evaluate(run.toString());
    assertThat(test.code()).as(test.remarks()).isZero();
    assertSameScores(test.json());
    assertThat(test.json().get("examples").asInt()).isEqualTo(60);
    assertThat(test.results()).contains("confusion matrix", "precision");

    assertThat(test.json().at("/test_accuracy_interval/low").asDouble())
        .isLessThan(test.json().get("test_accuracy").asDouble());
    assertThat(test.json().at("/test_accuracy_interval/high").asDouble())
        .isGreaterThan(test.json().get("test_accuracy").asDouble());
    assertThat(run.resolve("README.md"))
        .content()
        .contains(
            test.json().get("weights_sha256").asText(),
            "| accuracy | ",
            String.format(
                Locale.ROOT, "–%.4f)", test.json().at("/test_loss_interval/high").asDouble()))
        .doesNotContain("NaN");

    CommandLineRun validation = evaluate(run.toString(), "--split", "validation");
    assertThat(validation.json().get("validation_accuracy"))
        .isEqualTo(trained.get("validation_accuracy"));
  }

  @Test
  void everyClassHasItsIntervals() {
    CommandLineRun test = evaluate(run.toString(), "--by-class");
    assertThat(test.code()).as(test.remarks()).isZero();
    assertThat(test.results()).containsPattern("\\d % \\(\\d+\\.\\d–\\d+\\.\\d\\)");
    JsonNode recall = test.json().at("/by_class_intervals/0/recall");
    assertThat(test.json().at("/by_class/0/recall").asDouble())
        .isBetween(recall.get("low").asDouble(), recall.get("high").asDouble());
  }

  @Test
  void twoSetsOfWeightsAreComparedOnTheSameExamples() throws IOException {
    CommandLineRun same = evaluate(run.toString(), "--compare", run.toString());
    assertThat(same.code()).as(same.remarks()).isZero();
    assertThat(same.results()).contains("A alone 0, B alone 0", "p = 1");
    assertThat(same.json().get("mcnemar_p").asDouble()).isEqualTo(1);
    assertThat(same.json().at("/first/test_accuracy")).isEqualTo(trained.get("test_accuracy"));

    CommandLineRun refused = evaluate(run.toString(), "--compare", other().toString());
    assertThat(refused.code()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(refused.remarks()).contains("--compare: expected", "seed 1 and 2");
  }

  /** A run of other data. */
  private Path other() {
    Path other = folder.resolve("other");
    CommandLineRun training =
        CommandLineRun.of(
            "train",
            folder.resolve("test.conf").toString(),
            "--master",
            "local[2]",
            "--set",
            "seed=2",
            "--set",
            "run.dir=" + other);
    assertThat(training.code()).as(training.remarks()).isZero();
    return other;
  }

  @Test
  void aFileOfWeightsScoresWithTheArchitectureAndSettingsBesideIt() {
    CommandLineRun test = evaluateFile("--architecture", "resnet8");
    assertThat(test.code()).as(test.remarks()).isZero();
    assertThat(test.remarks()).contains("fitted on the training split");
    assertSameScores(test.json());
  }

  @Test
  void aKerasFileOfTheSameWeightsScoresTheSame() throws IOException, InterruptedException {
    Path keras = folder.resolve("model.weights.h5");
    Python.run("keras/from_safetensors.py", folder, run.resolve("final.safetensors"), keras);
    CommandLineRun test = evaluateFile(keras, "--architecture", "resnet8");
    assertThat(test.code()).as(test.remarks()).isZero();
    assertThat(test.remarks())
        .contains("15 layers of the Keras file are matched", "Keras's padding = same");
    assertThat(test.json().get("test_accuracy")).isEqualTo(trained.get("test_accuracy"));
    assertThat(test.json().get("test_loss").asDouble())
        .isCloseTo(trained.get("test_loss").asDouble(), within(1e-4));
  }

  @Test
  void aPyTorchFileOfTheSameWeightsScoresTheSame() throws IOException, InterruptedException {
    Path pytorch = folder.resolve("model.pth");
    Python.run("pytorch/from_safetensors.py", folder, run.resolve("final.safetensors"), pytorch);
    CommandLineRun test = evaluateFile(pytorch, "--architecture", "resnet8");
    assertThat(test.code()).as(test.remarks()).isZero();
    assertThat(test.json().get("test_accuracy")).isEqualTo(trained.get("test_accuracy"));
    assertThat(test.json().get("test_loss")).isEqualTo(trained.get("test_loss"));
  }

  @Test
  void allThatDoesNotFitIsListedWithItsShape() {
    CommandLineRun refused = evaluateFile("--architecture", "resnet14");
    assertThat(refused.code()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(refused.remarks())
        .contains("layer1.1.conv1.weight: expected [16, 16, 3, 3], found nothing", "--partial")
        .doesNotContain("\tat ");

    CommandLineRun partial = evaluateFile("--architecture", "resnet14", "--partial");
    assertThat(partial.code()).as(partial.remarks()).isZero();
    assertThat(partial.remarks()).contains("layer3.1.bn2.bias");
  }

  @Test
  void aFileOfWhichNothingFitsIsRefusedWithPartialToo() {
    CommandLineRun refused = evaluateFile("--architecture", "lenet", "--partial");
    assertThat(refused.code()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(refused.remarks()).contains("none of the network's tensors is in the file");
  }

  @Test
  void theKeyChoosesAmongWeightsInAFile() throws IOException {
    Path file = folder.resolve("both.safetensors");
    List<NamedTensor> tensors = new ArrayList<>();
    byte[] own = Files.readAllBytes(run.resolve("final.safetensors"));
    for (NamedTensor tensor :
        Safetensors.read(new ByteArrayInputStream(own), own.length).values()) {
      tensors.add(new NamedTensor("ema." + tensor.name(), tensor.shape(), tensor.values()));
      tensors.add(
          new NamedTensor(
              "model." + tensor.name(), tensor.shape(), new float[tensor.values().length]));
    }
    try (OutputStream out = Files.newOutputStream(file)) {
      Safetensors.write(out, tensors, Map.of());
    }
    CommandLineRun zeros = evaluateFile(file, "--architecture", "resnet8");
    assertThat(zeros.code()).as(zeros.remarks()).isZero();
    assertThat(zeros.remarks()).contains("others under ema, which --key NAME (init.key) takes");
    assertThat(zeros.json().get("test_loss")).isNotEqualTo(trained.get("test_loss"));

    CommandLineRun chosen = evaluateFile(file, "--architecture", "resnet8", "--key", "ema");
    assertThat(chosen.code()).as(chosen.remarks()).isZero();
    assertThat(chosen.json().get("test_loss")).isEqualTo(trained.get("test_loss"));

    CommandLineRun refused = evaluateFile(file, "--architecture", "resnet8", "--key", "swa");
    assertThat(refused.code()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(refused.remarks()).contains("expected weights under the key swa").contains("ema");
  }

  @Test
  void whatIsNoWeightsIsRefused() throws IOException {
    Path text = folder.resolve("weights.pth");
    Files.writeString(text, "no weights");
    for (String weights : List.of(text.toString(), folder.resolve("nowhere").toString())) {
      CommandLineRun refused = evaluate(weights, "--set", "data.format=shapes");
      assertThat(refused.code()).isEqualTo(ExitCode.CONFIGURATION);
      assertThat(refused.remarks()).contains("WEIGHTS: expected").doesNotContain("\tat ");
    }
  }

  private void assertSameScores(JsonNode evaluated) {
    for (String key : List.of("test_accuracy", "test_top5", "test_loss", "weights_sha256")) {
      assertThat(evaluated.get(key)).as(key).isEqualTo(trained.get(key));
    }
  }

  private CommandLineRun evaluateFile(String... arguments) {
    return evaluateFile(run.resolve("final.safetensors"), arguments);
  }

  private static CommandLineRun evaluateFile(Path file, String... arguments) {
    List<String> all = new ArrayList<>(List.of(file.toString()));
    all.addAll(List.of("--set", "data.format=shapes", "--set", "data.shapes.training=200"));
    all.addAll(List.of("--set", "data.shapes.test=60"));
    all.addAll(List.of(arguments));
    return evaluate(all.toArray(String[]::new));
  }

  private static CommandLineRun evaluate(String... arguments) {
    List<String> all = new ArrayList<>(List.of("evaluate", "--master", "local[2]", "--json"));
    all.addAll(List.of(arguments));
    return CommandLineRun.of(all.toArray(String[]::new));
  }
}
