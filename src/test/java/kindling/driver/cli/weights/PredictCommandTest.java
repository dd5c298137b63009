package kindling.driver.cli.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.ImageFiles;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predictions as a user makes them, in local mode, with the weights of one small run. */
class PredictCommandTest {
  private static final String CONF =
      """
      architecture = mlp-16
      data.fit = crop
      schedule { rate = 0.01 }
      epochs = 1
      workers = 2
      batch-size = 8
      """;

  private static final String BAD = "ape/bad.jpg";

  @TempDir static Path folder;
  private static Path run;
  private static Path images;

  @BeforeAll
  static void train() throws IOException {
    Path data = folder.resolve("data");
    ImageFiles.write(data, 20, "ape", "bee", "cow");
    Path conf = folder.resolve("test.conf");
    Files.writeString(conf, CONF);
    run = folder.resolve("run");
    CommandLineRun training =
        CommandLineRun.of(
            "train",
            conf.toString(),
            "--master",
            "local[2]",
            "--set",
            "run.dir=" + run,
            "--set",
            "data.path=" + data);
    assertThat(training.code()).as(training.remarks()).isZero();
    images = data.resolve("test");
  }

  private static CommandLineRun predict(Path source, Path out, String... more) {
    List<String> words =
        new ArrayList<>(List.of("predict", run.toString(), "--data", source.toString(), "--out"));
    words.add(out.toString());
    words.addAll(List.of(more));
    if (!words.contains("--master")) {
      words.addAll(List.of("--master", "local[2]"));
    }
    return CommandLineRun.of(words.toArray(String[]::new));
  }

  /** The rows in the order of the files. */
  private static List<Row> rows(Path out) {
    try (SparkSession spark = session()) {
      return spark.read().parquet(out.toString()).collectAsList();
    }
  }

  private static SparkSession session() {
    return SparkSession.builder()
        .master("local[1]")
        .config("spark.ui.enabled", false)
        .getOrCreate();
  }

  @Test
  void theSameImagesGiveTheSameRowsWhereverTheyLieAndHoweverManyCompute() throws IOException {
    Path mixed = folder.resolve("mixed");
    List<Path> files = copied(mixed);

    assertThat(predict(mixed, folder.resolve("of-folder")).code()).isZero();
    assertThat(predict(mixed, folder.resolve("of-one"), "--master", "local[1]").code()).isZero();
    assertThat(predict(tar(mixed, files), folder.resolve("of-tar")).code()).isZero();
    assertThat(predict(parquet(files), folder.resolve("of-parquet")).code()).isZero();

    List<Row> rows = rows(folder.resolve("of-folder"));
    assertThat(rows).hasSize(files.size());
    assertThat(rows).isEqualTo(rows(folder.resolve("of-one")));
    List<String> seen = withoutPaths(rows);
    assertThat(withoutPaths(rows(folder.resolve("of-tar")))).isEqualTo(seen);
    assertThat(withoutPaths(rows(folder.resolve("of-parquet")))).isEqualTo(seen);
    assertThat(rows.stream().map(row -> row.getString(0))).isSorted();
    Row bad = rows.stream().filter(row -> row.getString(0).endsWith(BAD)).findFirst().orElseThrow();
    assertThat(bad.<Object>getAs("prediction")).isNull();
    assertThat(bad.<String>getAs("error")).contains("expected an image");
    assertThat(folder.resolve("of-folder/_SUCCESS")).exists();
  }

  @Test
  void asManyAreRightAsEvaluateSays() {
    Path out = folder.resolve("accuracy");
    CommandLineRun evaluated =
        CommandLineRun.of("evaluate", run.toString(), "--json", "--master", "local[2]");
    double accuracy = evaluated.json().get("test_accuracy").asDouble();

    CommandLineRun predicted = predict(images, out, "--json");

    assertThat(predicted.code()).as(predicted.remarks()).isZero();
    List<Row> rows = rows(out);
    long right =
        rows.stream()
            .filter(row -> row.getString(0).contains("/" + row.getAs("prediction") + "/"))
            .count();
    assertThat((double) right / rows.size()).isEqualTo(accuracy);
    assertThat(predicted.json().get("images").asInt()).isEqualTo(60);
    assertThat(predicted.json().get("unreadable").asInt()).isZero();
  }

  @Test
  void csvHoldsAllClassesAndFeatures() throws IOException {
    Path out = folder.resolve("csv");

    CommandLineRun predicted = predict(images, out, "--format", "csv", "--all", "--features");

    assertThat(predicted.code()).as(predicted.remarks()).isZero();
    try (SparkSession spark = session()) {
      Dataset<Row> rows =
          spark.read().option("header", true).option("escape", "\"").csv(out.toString());
      assertThat(rows.columns())
          .containsExactly("path", "prediction", "probabilities", "features", "error");
      Row first = rows.first();
      JsonNode probabilities = new ObjectMapper().readTree(first.<String>getAs("probabilities"));
      assertThat(probabilities).hasSize(3);
      assertThat(probabilities.get(0).get("class").asText()).isEqualTo(first.getAs("prediction"));
      assertThat(new ObjectMapper().readTree(first.<String>getAs("features"))).hasSize(16);
    }
  }

  @Test
  void aFewImagesGetBars() {
    String image = images.resolve("bee/0.png").toString();

    CommandLineRun seen = CommandLineRun.of("predict", run.toString(), image, "--json");

    assertThat(seen.code()).as(seen.remarks()).isZero();
    List<String> lines = seen.results().lines().toList();
    assertThat(lines.get(0)).endsWith("bee/0.png");
    assertThat(lines.subList(1, 4)).allMatch(line -> line.matches("  (ape|bee|cow) .* %.*"));
    assertThat(lines.subList(1, 4)).allMatch(line -> line.length() <= 80);
    JsonNode json = seen.json().get("images").get(0);
    assertThat(lines.get(1)).contains(json.get("prediction").asText());
    assertThat(json.get("probabilities")).hasSize(3);
  }

  @Test
  void whatCannotBeDoneIsSaidAndNothingIsLeft() throws IOException {
    Path taken = Files.createDirectories(folder.resolve("taken"));
    Files.writeString(taken.resolve("mine.txt"), "mine");
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Path names = folder.resolve("names.txt");
    Files.writeString(names, "ape\nbee\n");
    Path closed = Files.writeString(folder.resolve("closed"), "a file");
    Path out = folder.resolve("nothing");

    refused(5, predict(images, taken), "found something there");
    assertThat(taken.resolve("mine.txt")).hasContent("mine");
    refused(5, predict(images, closed.resolve("below")), "expected a folder that can be written");
    refused(3, predict(empty, out), "expected images");
    refused(3, predict(folder.resolve("none"), out), "found nothing there");
    refused(2, predict(images, out, "--classes", names.toString()), "2 classes");
    refused(2, predict(images, out, "--set", "data.channels=1"), "channels");
    refused(2, predict(images, out, "--stream", "--format", "csv"), "--format parquet");
    refused(2, CommandLineRun.of("predict", run.toString()), "expected images");
    assertThat(out).doesNotExist();
  }

  private static void refused(int code, CommandLineRun refused, String message) {
    assertThat(refused.remarks()).contains(message).doesNotContain("\tat ");
    assertThat(refused.code()).as(refused.remarks()).isEqualTo(code);
  }

  private static List<String> withoutPaths(List<Row> rows) {
    return rows.stream()
        .map(row -> row.getAs("prediction") + " " + row.getAs("probabilities"))
        .toList();
  }

  /** The test images in folders within folders, and one that is none, in the order of paths. */
  private static List<Path> copied(Path target) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(images)) {
      files = found.filter(Files::isRegularFile).toList();
    }
    List<Path> copies = new ArrayList<>();
    for (Path file : files) {
      Path copy = target.resolve("deep").resolve(images.relativize(file));
      Files.createDirectories(copy.getParent());
      copies.add(Files.copy(file, copy));
    }
    copies.add(Files.writeString(target.resolve("deep").resolve(BAD), "no image"));
    return copies.stream().sorted().toList();
  }

  private static Path tar(Path root, List<Path> files) throws IOException {
    Path tar = folder.resolve("images.tar");
    try (OutputStream out = Files.newOutputStream(tar);
        TarArchiveOutputStream entries =
            new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name())) {
      for (Path file : files) {
        TarArchiveEntry entry = new TarArchiveEntry(root.relativize(file).toString());
        entry.setSize(Files.size(file));
        entries.putArchiveEntry(entry);
        Files.copy(file, entries);
        entries.closeArchiveEntry();
      }
    }
    return tar;
  }

  private static Path parquet(List<Path> files) throws IOException {
    Path target = folder.resolve("images-parquet");
    List<Row> rows = new ArrayList<>();
    for (Path file : files) {
      rows.add(RowFactory.create((Object) Files.readAllBytes(file)));
    }
    try (SparkSession spark = session()) {
      spark
          .createDataFrame(rows, new StructType().add("picture", DataTypes.BinaryType))
          .coalesce(1)
          .write()
          .parquet(target.toString());
    }
    return target;
  }
}
