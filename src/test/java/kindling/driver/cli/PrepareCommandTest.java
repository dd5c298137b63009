package kindling.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import kindling.data.source.Catalog;
import kindling.data.source.Datasets;
import kindling.data.source.EncodedReader;
import kindling.data.source.Example;
import kindling.data.source.Examples;
import kindling.data.source.Sharding;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.ImageFiles;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A prepared set as a user makes it, in local mode. */
class PrepareCommandTest {
  @TempDir Path folder;

  private CommandLineRun prepare(Path source, Path target, String... more) {
    List<String> words = new ArrayList<>(List.of("prepare", source.toString(), target.toString()));
    words.addAll(List.of(more));
    if (!words.contains("--master")) {
      words.addAll(List.of("--master", "local[2]"));
    }
    if (!words.contains("--shard-images")) {
      words.addAll(List.of("--shard-images", "7"));
    }
    return CommandLineRun.of(words.toArray(String[]::new));
  }

  private Path source() throws IOException {
    Path source = folder.resolve("images");
    ImageFiles.write(source, 10, "cat", "dog");
    return source;
  }

  private static JsonNode manifest(Path set) throws IOException {
    return new ObjectMapper().readTree(set.resolve("manifest.json").toFile());
  }

  /** The files of a set that readers see, by their names. */
  private static Map<String, byte[]> shards(Path set) throws IOException {
    Map<String, byte[]> shards = new TreeMap<>();
    try (Stream<Path> files = Files.list(set.resolve("data"))) {
      for (Path file : files.toList()) {
        shards.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return shards;
  }

  private static void assertSame(Map<String, byte[]> found, Map<String, byte[]> expected) {
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, bytes) -> assertThat(found.get(name)).as(name).isEqualTo(bytes));
  }

  /** Class and bytes of every image of a split, sorted. */
  private static List<String> images(Catalog catalog, Examples split) throws Exception {
    List<String> images = new ArrayList<>();
    try (EncodedReader reader = EncodedReader.open(catalog.source(), Datasets.STORAGE)) {
      for (Example example : split) {
        images.add(
            catalog.classes().get(example.label())
                + " "
                + HexFormat.of().formatHex(reader.read(example).bytes()));
      }
    }
    return images.stream().sorted().toList();
  }

  @Test
  void aPreparedSetHoldsTheSourcesBytesInTheSameSplits() throws Exception {
    Path source = source();
    Path set = folder.resolve("set");

    CommandLineRun run = prepare(source, set, "--set", "seed=7");

    assertThat(run.code()).as(run.remarks()).isZero();
    assertThat(run.results())
        .contains("train: 16 images", "validation: 4 images", "test: 20 images");
    Catalog before = Datasets.catalog(source);
    Catalog after = Datasets.catalog(set);
    assertThat(after.classes()).isEqualTo(before.classes());
    // This set brings all three splits, which are those that the source has or is cut into.
    assertThat(images(after, after.training())).isEqualTo(images(before, before.training()));
    assertThat(images(after, after.validation())).isEqualTo(images(before, before.validation()));
    assertThat(images(after, after.test())).isEqualTo(images(before, before.test()));
    assertThat(after.training().stream().map(Example::label).distinct().count()).isEqualTo(2);
    assertThat(shards(set).keySet())
        .containsExactly(
            "test-00000-of-00003.parquet",
            "test-00001-of-00003.parquet",
            "test-00002-of-00003.parquet",
            "train-00000-of-00003.parquet",
            "train-00001-of-00003.parquet",
            "train-00002-of-00003.parquet",
            "validation-00000-of-00001.parquet");
    assertThat(set.resolve(".preparing")).doesNotExist();
    assertThat(dealt(after)).as("ranges of rows").isEqualTo(after.training());
    assertThat(dealt(before)).isNotEqualTo(before.training());
  }

  /** The training examples in the order in which three workers have them. */
  private static List<Example> dealt(Catalog catalog) {
    return Sharding.deal(catalog.training(), 3, 5).stream().flatMap(List::stream).toList();
  }

  @Test
  void theFilesAreOfTheConventionAndTheManifestDescribesThem() throws Exception {
    Path set = folder.resolve("set");
    assertThat(prepare(source(), set).code()).isZero();

    org.apache.hadoop.fs.Path file =
        new org.apache.hadoop.fs.Path(
            set.resolve("data/train-00000-of-00003.parquet").toUri().toString());
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(file, new org.apache.hadoop.conf.Configuration()))) {
      FileMetaData found = reader.getFileMetaData();
      assertThat(found.getSchema())
          .isEqualTo(
              MessageTypeParser.parseMessageType(
                  "message images { optional group image { optional binary bytes; optional binary"
                      + " path (STRING); } optional int64 label; }"));
      assertThat(found.getKeyValueMetaData().get("huggingface"))
          .isEqualTo(
              "{\"info\":{\"features\":{\"image\":{\"_type\":\"Image\"},\"label\":{\"names\":"
                  + "[\"cat\",\"dog\"],\"_type\":\"ClassLabel\"}}}}");
    }
    JsonNode manifest = manifest(set);
    JsonNode train = manifest.path("splits").path(0);
    assertThat(train.path("split").asText()).isEqualTo("train");
    assertThat(train.path("images").asInt()).isEqualTo(16);
    assertThat(train.path("class_counts").toString()).isEqualTo("[8,8]");
    assertThat(train.path("heights").toString())
        .isEqualTo("{\"smallest\":16,\"median\":16,\"largest\":16}");
    assertThat(train.path("pixels").path("count").asLong()).isEqualTo(16 * 256);
    double mean = train.path("pixels").path("sum").path(1).asDouble() / (16 * 256 * 255.0);
    assertThat((float) mean).isEqualTo((float) train.path("mean").path(1).asDouble());
    for (JsonNode shard : train.path("shards")) {
      byte[] bytes = Files.readAllBytes(set.resolve(shard.path("file").asText()));
      assertThat(shard.path("bytes").asLong()).isEqualTo(bytes.length);
      assertThat(shard.path("sha256").asText())
          .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    }
  }

  @Test
  void theBytesDependOnTheSeedAndNotOnTheCores() throws Exception {
    Path source = source();
    for (String cores : List.of("1", "2")) {
      assertThat(
              prepare(source, folder.resolve("set" + cores), "--master", "local[" + cores + "]")
                  .code())
          .isZero();
    }
    prepare(source, folder.resolve("other"), "--set", "seed=2");

    assertSame(shards(folder.resolve("set2")), shards(folder.resolve("set1")));
    assertThat(shards(folder.resolve("other")).get("train-00000-of-00003.parquet"))
        .isNotEqualTo(shards(folder.resolve("set1")).get("train-00000-of-00003.parquet"));
  }

  @Test
  void whatWasCutShortGoesOnToTheSameBytes() throws Exception {
    Path source = source();
    Path set = folder.resolve("set");
    Path whole = folder.resolve("whole");
    assertThat(prepare(source, whole).code()).isZero();
    Path broken = source.resolve("test/cat/0.png");
    byte[] mended = Files.readAllBytes(broken);
    Files.write(broken, new byte[100]);

    CommandLineRun refused = prepare(source, set, "--set", "data.max-bad-fraction=0.01");

    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.remarks())
        .contains("1 of 20 images of the test split", "data.max-bad-fraction", "test/cat/0.png");
    assertThat(set.resolve("manifest.json")).doesNotExist();
    // As a process leaves it that is killed while it writes.
    Path missing = set.resolve("data/train-00001-of-00003.parquet");
    Files.move(missing, set.resolve("data/.train-00001-of-00003.parquet.9.writing"));
    Path kept = set.resolve("data/train-00000-of-00003.parquet");
    Files.setLastModifiedTime(kept, FileTime.fromMillis(1_000_000));
    Files.write(broken, mended);

    CommandLineRun run = prepare(source, set, "--set", "data.max-bad-fraction=0");

    assertThat(run.code()).as(run.remarks()).isZero();
    assertThat(run.remarks()).contains("train: 2 of 3 shards are there already");
    assertSame(shards(set), shards(whole));
    assertThat(Files.getLastModifiedTime(kept).toMillis()).isEqualTo(1_000_000);
    assertThat(Files.readString(set.resolve("manifest.json")))
        .isEqualTo(Files.readString(whole.resolve("manifest.json")));
  }

  @Test
  void unreadableImagesAreNamedAndNotWritten() throws Exception {
    Path source = source();
    Files.write(source.resolve("train/dog/3.bmp"), new byte[50]);
    Path set = folder.resolve("set");

    CommandLineRun run = prepare(source, set, "--set", "data.max-bad-fraction=0.1");

    assertThat(run.code()).as(run.remarks()).isZero();
    List<JsonNode> unreadable = new ArrayList<>();
    int images = 0;
    for (JsonNode split : manifest(set).path("splits")) {
      split.path("unreadable").forEach(unreadable::add);
      images += split.path("images").asInt();
    }
    assertThat(images).isEqualTo(39);
    assertThat(unreadable).hasSize(1);
    assertThat(unreadable.get(0).path("place").asText()).isEqualTo("train/dog/3.bmp");
    assertThat(unreadable.get(0).path("reason").asText()).isNotBlank();
    Catalog after = Datasets.catalog(set);
    assertThat(after.training().size() + after.validation().size() + after.test().size())
        .isEqualTo(39);
  }

  @Test
  void aFinishedSetIsLeftAloneAndAnotherIsRefused() throws Exception {
    Path source = source();
    Path set = folder.resolve("set");
    prepare(source, set);
    Map<String, byte[]> before = shards(set);

    CommandLineRun again = prepare(source, set);
    CommandLineRun other = prepare(source, set, "--set", "seed=2");
    CommandLineRun resized = prepare(source, set, "--resize", "8");
    CommandLineRun foreign = prepare(source, source);
    Files.delete(source.resolve("train/cat/1.bmp"));
    CommandLineRun changed = prepare(source, set);

    assertThat(again.code()).isZero();
    assertThat(again.results()).contains("is prepared already");
    assertThat(other.code()).isEqualTo(5);
    assertThat(other.remarks()).contains("seed was 1 and is now 2");
    assertThat(resized.code()).isEqualTo(5);
    assertThat(changed.code()).isEqualTo(5);
    assertThat(changed.remarks()).contains("files of the source");
    assertThat(foreign.code()).isEqualTo(5);
    assertThat(foreign.remarks()).contains("expected an empty folder");
    assertSame(shards(set), before);
  }

  @Test
  void imagesAreScaledDownAndNeverUp() throws Exception {
    Path source = source();
    BufferedImage wide = new BufferedImage(60, 20, BufferedImage.TYPE_INT_RGB);
    for (String split : List.of("train", "test")) {
      ImageIO.write(wide, "png", source.resolve(split + "/cat/wide.png").toFile());
    }
    Path set = folder.resolve("set");

    assertThat(prepare(source, set, "--resize", "18", "--set", "data.fit=crop").code()).isZero();

    Catalog after = Datasets.catalog(set);
    List<String> sizes = new ArrayList<>();
    try (EncodedReader reader = EncodedReader.open(after.source(), Datasets.STORAGE)) {
      for (Example example : after.test()) {
        byte[] bytes = reader.read(example).bytes();
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
        sizes.add(
            image.getWidth() + "x" + image.getHeight() + ((bytes[0] & 255) == 255 ? " jpeg" : ""));
      }
    }
    assertThat(sizes).hasSize(21).contains("54x18 jpeg");
    assertThat(sizes.stream().filter("16x16"::equals).count()).isEqualTo(20);
  }

  @Test
  void setsWithoutFilesAreWrittenAsPictures() throws Exception {
    Path set = folder.resolve("set");

    CommandLineRun run =
        CommandLineRun.of(
            "prepare",
            "",
            set.toString(),
            "--master",
            "local[2]",
            "--set",
            "data.format=shapes",
            "--set",
            "data.shapes.training=20",
            "--set",
            "data.shapes.test=10");

    assertThat(run.code()).as(run.remarks()).isZero();
    Catalog after = Datasets.catalog(set);
    assertThat(after.classes()).hasSize(10);
    assertThat(after.shape().toString()).isEqualTo("3×32×32");
    assertThat(Datasets.load(after, after.training()).badCount()).isZero();
  }

  @Test
  void wrongOptionsAreRefusedTogether() throws IOException {
    CommandLineRun run =
        prepare(
            source(),
            folder.resolve("set"),
            "--resize",
            "0",
            "--quality",
            "101",
            "--shard-images",
            "0");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.remarks()).contains("--resize", "--quality", "--shard-images");
  }
}
