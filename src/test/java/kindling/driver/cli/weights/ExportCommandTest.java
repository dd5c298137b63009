package kindling.driver.cli.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.FullDisk;
import kindling.model.onnx.ImportedNetwork;
import kindling.model.onnx.OnnxFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandTest {
  private static final String CONF =
      """
      data { format = shapes, shapes { training = 100, test = 40 } }
      architecture = resnet8
      schedule { rate = 0.05 }
      epochs = 1
      batch-size = 16
      """;

  @TempDir static Path folder;
  private static Path run;
  private static CommandLineRun trained;

  @BeforeAll
  static void train() throws IOException {
    Path conf = folder.resolve("test.conf");
    Files.writeString(conf, CONF);
    run = folder.resolve("run");
    trained =
        CommandLineRun.of(
            "train", conf.toString(), "--master", "local[2]", "--json", "--set", "run.dir=" + run);
    assertThat(trained.code()).as(trained.remarks()).isZero();
  }

  @Test
  void aRunIsWrittenAsBothAndTheOnnxFileScoresAsTheRun() throws IOException {
    Path onnx = folder.resolve("net.onnx");
    Path torch = folder.resolve("net.pt");
    CommandLineRun export = export(run, "--onnx", onnx, "--torch", torch, "--normalization");
    assertThat(export.code()).as(export.remarks()).isZero();
    assertThat(export.remarks()).contains("pixels [batch, 3, 32, 32] to logits [batch, 10]");
    assertThat(torch).isNotEmptyFile();

    CommandLineRun scored = evaluate(onnx);
    assertThat(scored.code()).as(scored.remarks()).isZero();
    for (String key : List.of("test_accuracy", "test_loss")) {
      assertThat(scored.json().get(key)).as(key).isEqualTo(trained.json().get(key));
    }
  }

  @Test
  void aFileOfWeightsNeedsTheOptionsThatAreNamed() throws IOException {
    Path copy = folder.resolve("copy.safetensors");
    Files.copy(run.resolve("final.safetensors"), copy);
    Path onnx = folder.resolve("copy.onnx");
    refused(2, "--architecture NAME", copy, "--onnx", onnx);
    refused(2, "--input CxHxW", copy, "--onnx", onnx, "--architecture", "resnet8");
    List<Object> known = List.of("--onnx", onnx, "--architecture", "resnet8", "--input", "3x32x32");
    refused(2, "--set data.normalization.mean", copy, with(known, "--normalization"));
    refused(
        2,
        "layer1.1.conv1.weight: expected [16, 16, 3, 3], found nothing",
        copy,
        with(known, "--architecture", "resnet14"));
    assertThat(onnx).doesNotExist();

    CommandLineRun written = export(copy, known.toArray());
    assertThat(written.code()).as(written.remarks()).isZero();
    ImportedNetwork network = OnnxFile.read(Files.readAllBytes(onnx), "unnamed");
    assertThat(network.architecture().classes()).isEqualTo(10);
    assertThat(network.classes()).isEmpty();
  }

  @Test
  void nothingIsReplacedOrWrittenByHalves() throws IOException {
    refused(2, "--onnx FILE or --torch FILE", run);
    refused(2, "there is nothing", folder.resolve("nowhere"), "--onnx", folder.resolve("a.onnx"));
    Path there = folder.resolve("there.onnx");
    Files.writeString(there, "mine");
    refused(5, "is there already", run, "--onnx", there);
    assertThat(there).hasContent("mine");
    refused(5, "cannot write", run, "--onnx", there.resolve("net.onnx"));

    Path full = folder.resolve("full.onnx");
    System.setProperty("spark.hadoop.fs.file.impl", FullDisk.class.getName());
    System.setProperty("spark.hadoop.fs.file.impl.disable.cache", "true");
    FullDisk.fullFor(name -> name.contains("full.onnx"));
    try {
      refused(5, "No space left on device", run, "--onnx", full);
    } finally {
      FullDisk.empty();
      System.clearProperty("spark.hadoop.fs.file.impl");
      System.clearProperty("spark.hadoop.fs.file.impl.disable.cache");
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.contains("full.onnx"));
    }
  }

  private static Object[] with(List<Object> options, Object... others) {
    List<Object> all = new ArrayList<>(options);
    for (Object other : others) {
      int place = all.indexOf(other);
      if (place >= 0) {
        all.subList(place, place + 2).clear();
      }
      all.add(other);
    }
    return all.toArray();
  }

  private static void refused(int code, String message, Path weights, Object... options) {
    CommandLineRun refused = export(weights, options);
    assertThat(refused.code()).as(refused.remarks()).isEqualTo(code);
    assertThat(refused.remarks()).contains(message).doesNotContain("\tat ");
  }

  private static CommandLineRun export(Path weights, Object... options) {
    List<String> all = new ArrayList<>(List.of("export", weights.toString()));
    for (Object option : options) {
      all.add(option.toString());
    }
    return CommandLineRun.of(all.toArray(String[]::new));
  }

  private static CommandLineRun evaluate(Path weights) {
    return CommandLineRun.of(
        "evaluate",
        weights.toString(),
        "--master",
        "local[2]",
        "--json",
        "--set",
        "data.format=shapes",
        "--set",
        "data.shapes.training=100",
        "--set",
        "data.shapes.test=40");
  }
}
