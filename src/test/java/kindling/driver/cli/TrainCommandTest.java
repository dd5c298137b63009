package kindling.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import kindling.data.ImageShape;
import kindling.data.Storage;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.LearningFigures;
import kindling.driver.run.checkpoint.CheckpointFiles;
import kindling.driver.run.folder.RunLock;
import kindling.model.families.Families;
import kindling.model.weights.Safetensors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The train command as a user meets it, in local mode. */
class TrainCommandTest {
  @TempDir Path folder;

  private static final String SMALL =
      """
      data { format = shapes, shapes { training = 100, test = 40 } }
      architecture = resnet8
      augmentation { crop-padding = 2, flip-probability = 0.5 }
      optimizer { weight-decay = 1e-4 }
      schedule { rate = 0.05 }
      workers = 2
      epochs = 3
      batch-size = 16
      steps-per-round = 2
      """;

  private CommandLineRun train(String conf, String... more) throws IOException {
    Path file = folder.resolve("test.conf");
    Files.writeString(file, conf);
    List<String> arguments =
        new ArrayList<>(List.of("train", file.toString(), "--master", "local[2]"));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  private CommandLineRun trainOn(Path data, String... more) throws IOException {
    String[] arguments = new String[more.length + 4];
    arguments[0] = "--set";
    arguments[1] = "data.path=" + data;
    arguments[2] = "--set";
    arguments[3] = "run.dir=" + folder.resolve("run");
    System.arraycopy(more, 0, arguments, 4, more.length);
    return train("architecture = mlp-8\nepochs = 1\nbatch-size = 4", arguments);
  }

  private static void fails(CommandLineRun run, int code, String... said) {
    assertThat(run.remarks()).contains(said).doesNotContain("\tat ");
    assertThat(run.code()).isEqualTo(code);
  }

  private static void image(Path file, int width, int height, int shade) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < width; x++) {
      image.setRGB(x, x % height, shade * 0x010203);
    }
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  private Path images(int perClass, String... classes) throws IOException {
    Path data = folder.resolve("data");
    for (String split : List.of("train", "test")) {
      for (String name : classes) {
        for (int i = 0; i < perClass; i++) {
          image(data.resolve(split).resolve(name).resolve(i + ".png"), 6, 6, i + 1);
        }
      }
    }
    return data;
  }

  @Test
  void aRunLeavesItsFolderAndReportsWhatItHolds() throws IOException {
    Path run = folder.resolve("run");
    CommandLineRun trained = train(SMALL, "--set", "run.dir=" + run, "--json");
    assertThat(trained.code()).as(trained.remarks()).isZero();
    JsonNode json = trained.json();
    byte[] weights = Files.readAllBytes(run.resolve("final.safetensors"));
    assertThat(json.get("weights_sha256").asText()).isEqualTo(CheckpointFiles.sha256(weights));
    assertThat(json.get("epochs").asInt()).isEqualTo(3);
    assertThat(json.get("engine").asText()).startsWith("torch");
    assertThat(json.get("run").asText()).endsWith(run.toString());
    assertThat(json.get("seconds").asDouble()).isPositive();
    JsonNode test = new ObjectMapper().readTree(run.resolve("test.json").toFile());
    assertThat(test.get("count").asInt()).isEqualTo(40);
    assertThat(json.get("test_accuracy")).isEqualTo(test.get("top1"));
    for (float weight :
        Safetensors.load(
                Files.newInputStream(run.resolve("final.safetensors")),
                weights.length,
                Families.named("resnet8", new ImageShape(3, 32, 32), 10).layout())
            .values()) {
      assertThat(weight).isFinite();
    }
    assertThat(names(run))
        .contains(
            "checkpoints",
            "config.conf",
            "final.safetensors",
            "metrics.jsonl",
            "mistakes.json",
            "report.html",
            "result.json",
            "rounds.jsonl",
            "test.json",
            "README.md")
        .doesNotContain("lock.json")
        .noneMatch(name -> name.contains(".writing"));

    List<String> lines = Files.readAllLines(run.resolve("metrics.jsonl"));
    assertThat(lines).hasSize(3);
    JsonNode last = new ObjectMapper().readTree(lines.get(2));
    assertThat(last.get("epoch").asInt()).isEqualTo(3);
    assertThat(last.get("examples").asLong()).isEqualTo(3 * 80);
    assertThat(last.get("validation").get("count").asInt()).isEqualTo(20);
    JsonNode validation = new ObjectMapper().readTree(run.resolve("validation.json").toFile());
    assertThat(validation.get("epoch").asInt()).isEqualTo(3);
    assertThat(validation.get("top1")).isEqualTo(last.get("validation").get("top1"));
    assertThat(validation.get("classes")).hasSize(10);
    assertThat(validation.get("confusion")).hasSize(10);
    assertThat(
            StreamSupport.stream(validation.get("confusion").spliterator(), false)
                .flatMap(row -> StreamSupport.stream(row.spliterator(), false))
                .mapToLong(JsonNode::asLong)
                .sum())
        .isEqualTo(20);
    assertThat(last.get("accuracy_gap").asDouble())
        .isEqualTo(
            last.get("training").get("top1").asDouble()
                - last.get("validation").get("top1").asDouble());
    JsonNode round = last.get("round");
    assertThat(round.get("seconds").asDouble()).isPositive();
    assertThat(round.get("engine_seconds").asDouble()).isPositive();
    assertThat(round.get("slowest_worker").get("engine_seconds").asDouble()).isPositive();
    assertThat(round.get("bytes_in").asLong()).isPositive();
    assertThat(json.get("validation_accuracy")).isEqualTo(last.get("validation").get("top1"));

    JsonNode provenance =
        new ObjectMapper().readTree(run.resolve("checkpoints/epoch-0003/provenance.json").toFile());
    assertThat(provenance.get("data").get("classes")).hasSize(10);
    assertThat(provenance.get("data").get("digest").asText()).isNotBlank();
    assertThat(provenance.get("training").get("seed").asInt()).isEqualTo(1);
    assertThat(provenance.get("digests").get("metrics").asText())
        .isEqualTo(CheckpointFiles.sha256(Files.readAllBytes(run.resolve("metrics.jsonl"))));
    assertThat(run.resolve("config.conf")).content().contains("batch-size = 16");
  }

  @Test
  void resumingEndsWithTheWeightsOfAnUndisturbedRun() throws IOException {
    Path run = folder.resolve("run");
    String[] options = {"--set", "run.dir=" + run, "--json"};
    String undisturbed = train(SMALL, options).json().get("weights_sha256").asText();
    List<String> metrics = LearningFigures.of(run);

    delete(run.resolve("checkpoints/epoch-0003"));
    Path torn = run.resolve("checkpoints/epoch-0002/weights.safetensors");
    Files.write(torn, java.util.Arrays.copyOf(Files.readAllBytes(torn), 100));
    Path older = run.resolve("checkpoints/epoch-0009/provenance.json");
    Files.createDirectories(older.getParent());
    Files.writeString(older, "{\"epoch\": 9}");
    Files.delete(run.resolve("final.safetensors"));
    CommandLineRun resumed =
        train(SMALL, "--set", "run.dir=" + run, "--json", "--resume", "--set", "engine=auto");
    assertThat(resumed.code()).as(resumed.remarks()).isZero();
    assertThat(resumed.remarks()).contains("passed over").contains("going on from epoch-0001 of");
    assertThat(resumed.json().get("weights_sha256").asText()).isEqualTo(undisturbed);
    assertThat(LearningFigures.of(run)).isEqualTo(metrics);
  }

  @Test
  void resumingWithinAnEpochEndsWithTheSameWeightsAndFigures() throws IOException {
    Path run = folder.resolve("run");
    String[] options = {"--set", "run.dir=" + run, "--json", "--set", "run.checkpoint-rounds=1"};
    String undisturbed = train(SMALL, options).json().get("weights_sha256").asText();
    List<String> metrics = LearningFigures.of(run);
    assertThat(names(run.resolve("checkpoints")))
        .containsExactly("epoch-0002", "epoch-0002-round-00001", "epoch-0003");

    delete(run.resolve("checkpoints/epoch-0003"));
    Files.delete(run.resolve("result.json"));
    CommandLineRun resumed =
        train(SMALL, "--set", "run.dir=" + run, "--json", "--set", "resume=auto");
    assertThat(resumed.code()).as(resumed.remarks()).isZero();
    assertThat(resumed.remarks()).contains("going on from epoch-0002-round-00001 of");
    assertThat(resumed.json().get("weights_sha256").asText()).isEqualTo(undisturbed);
    assertThat(LearningFigures.of(run)).isEqualTo(metrics);
  }

  @Test
  void aSchedulersRunIsReportedOnceItIsFinished() throws IOException {
    Path run = folder.resolve("run");
    String[] options = {
      "--set", "run.dir=" + run, "--set", "epochs=1", "--set", "resume=auto", "--json"
    };
    CommandLineRun first = train(SMALL, options);
    assertThat(first.code()).as(first.remarks()).isZero();
    assertThat(run.resolve("lock.json")).doesNotExist();
    Files.delete(run.resolve("final.safetensors"));
    CommandLineRun again = train(SMALL, options);
    assertThat(again.code()).isZero();
    assertThat(again.remarks()).contains("is finished: nothing to do");
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(run.resolve("final.safetensors")).as("nothing was done").doesNotExist();
  }

  @Test
  void aFolderInUseIsRefused() throws IOException {
    Path run = folder.resolve("run");
    try (RunLock lock =
        RunLock.take(
            new org.apache.hadoop.fs.Path(run.toUri()), new Storage(new Configuration()))) {
      lock.check();
      fails(train(SMALL, "--set", "run.dir=" + run), 5, "is in use by the driver with process");
      fails(train(SMALL, "--set", "run.dir=" + run, "--resume"), 5, "is in use by");
    }
  }

  @Test
  void aRunFolderIsNotTakenTwiceNorResumedWithOtherSettings() throws IOException {
    String[] options = {"--set", "run.dir=" + folder.resolve("run"), "--set", "epochs=1"};
    assertThat(train(SMALL, options).code()).isZero();
    fails(train(SMALL, options), 5, "already holds a run", "--resume");
    fails(
        train(SMALL, options[0], options[1], options[2], "epochs=2", "--resume"),
        5,
        "epochs was 1 and is now 2");
    fails(
        train(SMALL, options[0], options[1], options[2], options[3], "--resume", "--set", "seed=9"),
        5,
        "seed was 1 and is now 9");
    fails(train(SMALL, "--resume"), 2, "--resume: expected in", "an unfinished run of test");
  }

  @Test
  void aDivergingRunStopsAndKeepsItsLastGoodCheckpoint() throws IOException {
    Path run = folder.resolve("run");
    CommandLineRun diverged =
        train(
            SMALL.replace(
                "schedule { rate = 0.05 }",
                "schedule { kind = step, rate = 0.05\n" + "factor = 1e30, every-epochs = 1.3 }"),
            "--set",
            "run.dir=" + run);
    fails(diverged, 4, "epoch 2, round", "worker", "learning rate", "last finite loss");
    assertThat(run.resolve("checkpoints/epoch-0001/weights.safetensors")).exists();
    assertThat(run.resolve("checkpoints/epoch-0002")).doesNotExist();
  }

  @Test
  void theRunFolderMayBeOnHdfs() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set("hdfs.minidfs.basedir", folder.resolve("dfs").toString());
    try (MiniDFSCluster hdfs = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build()) {
      String root = hdfs.getFileSystem().getUri() + "/runs/one";
      String[] options = {"--set", "run.dir=" + root, "--set", "epochs=2", "--json"};
      JsonNode there = train(SMALL, options).json();
      JsonNode here =
          train(SMALL, "--set", "run.dir=" + folder.resolve("run"), "--set", "epochs=2", "--json")
              .json();
      assertThat(there.get("weights_sha256")).isEqualTo(here.get("weights_sha256"));
      assertThat(train(SMALL, options[0], options[1], options[2], options[3], "--resume").code())
          .isZero();
      assertThat(
              hdfs.getFileSystem()
                  .exists(new org.apache.hadoop.fs.Path(root + "/final.safetensors")))
          .isTrue();
    }
  }

  @Test
  void configurationProblemsComeTogether() throws IOException {
    fails(
        train(SMALL, "--set", "wokers=3", "--set", "epochs=no"),
        2,
        "2 problems",
        "unknown key wokers",
        "nearest known key is workers",
        "epochs: expected a whole number",
        "--set epochs");
    fails(train("workers = {"), 2, "test.conf");
    fails(train("workers = 2"), 2, "data.path");
    fails(CommandLineRun.of("train", folder + "/absent.conf"), 2, "there is no configuration file");
    fails(train(SMALL, "--set", "workers"), 2, "expected key=value");
    assertThat(CommandLineRun.of("trian").code()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "spark.task.resource.gpu.amount, 1, gpu",
    "spark.memory.fraction, 7, spark.memory.fraction",
    "spark.network.timeout, 1s, spark.executor.heartbeatInterval",
    "spark.eventLog.enabled, true, spark.eventLog.dir",
    "spark.task.cpus, 3, threads-per-worker",
    "spark.io.compression.codec, none, spark.io.compression.codec",
    "spark.driver.maxResultSize, 10, Raise spark.driver.maxResultSize"
  })
  void whatSparkRefusesIsAConfigurationProblem(String key, String value, String told)
      throws IOException {
    System.setProperty(key, value);
    System.setProperty("spark.eventLog.dir", folder.resolve("none").toUri().toString());
    try {
      fails(train(SMALL), 2, "park", told);
    } finally {
      System.clearProperty(key);
      System.clearProperty("spark.eventLog.dir");
    }
  }

  @Test
  void dataProblemsSayWhatIsWrongWhere() throws IOException {
    fails(trainOn(folder.resolve("nowhere")), 3, "nowhere");
    Path data = images(6, "cat", "dog");
    fails(trainOn(data, "--set", "workers=50"), 3, "more workers than examples", "50");
    Files.createDirectories(data.resolve("train/emu"));
    fails(trainOn(data), 3, "emu");
    image(data.resolve("train/emu/1.png"), 6, 6, 1);
    fails(trainOn(data), 3, "emu");
  }

  @Test
  void badImagesAreNamedAndTooManyStopTheRun() throws IOException {
    Path data = images(20, "cat", "dog");
    image(data.resolve("train/cat/3.png"), 9, 6, 1);
    Files.writeString(data.resolve("train/dog/4.png"), "not an image");
    fails(trainOn(data), 3, "data.max-bad-fraction", "3.png", "4.png");
    CommandLineRun run = trainOn(data, "--set", "data.max-bad-fraction=0.2");
    assertThat(run.code()).as(run.remarks()).isZero();
    assertThat(run.remarks()).contains("left out").contains("3.png");
  }

  @Test
  void summarySaysParametersAndCost() {
    CommandLineRun resnet20 = CommandLineRun.of("summary", "resnet20");
    assertThat(resnet20.code()).isZero();
    assertThat(resnet20.results()).contains("0.27 M").contains("41 M");
    assertThat(CommandLineRun.of("summary", "resnet110").results()).contains("1.7 M");
    fails(CommandLineRun.of("summary", "resnet21"), 2, "resnet20");
  }

  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
