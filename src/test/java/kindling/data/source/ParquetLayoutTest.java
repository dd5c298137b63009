package kindling.data.source;

import static kindling.data.source.Datasets.STORAGE;
import static kindling.data.source.Datasets.load;
import static kindling.data.source.Datasets.png;
import static kindling.data.source.Datasets.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import kindling.data.BadImageException;
import kindling.data.DataException;
import kindling.data.DataLimits;
import kindling.data.files.LeftOut;
import kindling.data.shard.LoadedShard;
import kindling.data.source.ParquetColumns.LabelFrom;
import kindling.data.source.ParquetFiles.Row;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParquetLayoutTest {
  private static final ParquetFiles NAMED = ParquetFiles.CONVENTION.withNames("cat", "dog");

  @TempDir Path root;

  /** Rows of labels 0 and 1 by turns, each image of one colour that tells its number. */
  private static List<Row> rows(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(i -> new Row(png(4, 4, i), (long) (i % 2)))
        .toList();
  }

  private static Catalog catalog(Path path, ParquetColumns columns) {
    DataSettings usual = Datasets.settings(path, DataFormat.AUTO);
    return Catalog.open(
        new DataSettings(
            usual.path(),
            usual.format(),
            0,
            0,
            3,
            usual.orientation(),
            usual.framing(),
            usual.validationFraction(),
            usual.testFraction(),
            10,
            10,
            usual.seed(),
            usual.limits(),
            new FormatSettings(columns, Cifar100Labels.FINE)),
        STORAGE);
  }

  private static Catalog catalog(Path path) {
    return catalog(path, ParquetColumns.CONVENTION);
  }

  /** Of all splits, each by the number that its colour is. */
  private static List<Integer> numbers(Catalog catalog, List<Example> examples) {
    LoadedShard loaded = load(catalog, examples);
    assertThat(loaded.bad()).isEmpty();
    return IntStream.range(0, loaded.shard().size())
        .mapToObj(loaded.shard()::pixels)
        .map(pixels -> (pixels[0] & 255) << 16 | (pixels[16] & 255) << 8 | pixels[32] & 255)
        .toList();
  }

  @Test
  void theConventionOfHuggingFaceIsListedAndRead() {
    NAMED.write(root.resolve("data/train-00000-of-00002.parquet"), rows(0, 10), rows(10, 10));
    NAMED.write(root.resolve("data/train-00001-of-00002.parquet"), rows(20, 7));
    NAMED.write(root.resolve("data/validation-00000-of-00001.parquet"), rows(100, 4));
    NAMED.write(root.resolve("data/test-00000-of-00001.parquet"), rows(200, 6));
    write(root.resolve("README.md"), new byte[1]);

    Catalog catalog = catalog(root);

    assertThat(catalog.classes()).containsExactly("cat", "dog");
    assertThat(numbers(catalog, catalog.training()))
        .containsExactlyElementsOf(IntStream.range(0, 27).boxed().toList());
    assertThat(numbers(catalog, catalog.validation())).containsExactly(100, 101, 102, 103);
    assertThat(numbers(catalog, catalog.test())).hasSize(6).startsWith(200);
    assertThat(catalog.training().get(21).label()).isEqualTo(1);
    assertThat(catalog.training().get(21).toString()).endsWith("train-00001-of-00002.parquet!1");
    assertThat(catalog.inventory().leftOut().counts()).isEqualTo(Map.of(LeftOut.NOT_AN_IMAGE, 1));
  }

  @Test
  void whatSparkWritesIsTrainingAlone() {
    ParquetFiles spark =
        ParquetFiles.CONVENTION.withSchema(
            "required binary content; optional binary label (UTF8);");
    for (int part = 0; part < 2; part++) {
      spark.write(
          root.resolve("part-0000" + part + "-5f3a-c000.snappy.parquet"),
          List.of(
              new Row(png(4, 4, 1), "b"), new Row(png(4, 4, 2), "a"),
              new Row(png(4, 4, 3), "b"), new Row(png(4, 4, 4), "a")));
    }
    write(root.resolve("_SUCCESS"), new byte[0]);

    Catalog catalog = catalog(root);

    assertThat(catalog.classes()).containsExactly("a", "b");
    assertThat(catalog.training().size() + catalog.validation().size() + catalog.test().size())
        .isEqualTo(8);
    assertThat(catalog.inventory().notes())
        .anySatisfy(note -> assertThat(note).contains("content", "data.parquet.image"));
    assertThat(catalog.inventory().leftOut().counts()).isEqualTo(Map.of(LeftOut.HIDDEN, 1));
  }

  @Test
  void aClassIsTheFolderOfAPathWhereTheSettingsSaySo() {
    ParquetFiles.CONVENTION
        .withSchema("required binary content; optional binary path (UTF8); optional int64 length;")
        .write(
            root.resolve("a.parquet"),
            List.of(
                new Row(png(4, 4, 1), "file:/x/dog/1.png"),
                new Row(png(4, 4, 2), "file:/x/cat/2.png")));
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(
            "a.parquet",
            "labels in a column label",
            "content: binary, path: string, length: int64",
            "data.parquet.label=path or data.parquet.label=length");

    Catalog catalog = catalog(root, new ParquetColumns("image", "path", LabelFrom.FOLDER));

    assertThat(catalog.classes()).containsExactly("cat", "dog");
  }

  @Test
  void numbersWithoutNamesAreNamesInTheirOrder() {
    List<Row> rows = new ArrayList<>();
    for (long label : new long[] {10, 9, 2, 10, 9, 2}) {
      rows.add(new Row(png(4, 4, (int) label), label));
    }
    ParquetFiles.CONVENTION.write(root.resolve("images.parquet"), rows);

    Catalog catalog = catalog(root.resolve("images.parquet"));

    assertThat(catalog.classes()).containsExactly("2", "9", "10");
    assertThat(catalog.training()).hasSizeGreaterThan(2);
    assertThat(numbers(catalog, catalog.training()))
        .isEqualTo(
            catalog.training().stream()
                .map(example -> Integer.valueOf(catalog.classes().get(example.label())))
                .toList());
  }

  @Test
  void rowsWithoutAnImageOrALabelAreCounted() {
    List<Row> rows = new ArrayList<>(rows(0, 12));
    rows.set(3, new Row(null, 1L));
    rows.set(7, new Row(png(4, 4, 7), null));
    rows.set(8, new Row(png(4, 4, 8), null));
    NAMED.write(root.resolve("train.parquet"), rows);

    Catalog catalog = catalog(root);

    assertThat(catalog.inventory().leftOut().counts())
        .isEqualTo(Map.of(LeftOut.WITHOUT_AN_IMAGE, 1, LeftOut.WITHOUT_A_LABEL, 2));
    assertThat(catalog.inventory().leftOut().named(LeftOut.WITHOUT_AN_IMAGE).get(0))
        .endsWith("train.parquet!3");
  }

  @Property(tries = 30)
  void everyRowIsUsedOrCounted(
      @ForAll @Size(min = 8, max = 40) List<@IntRange(min = 0, max = 5) Integer> kinds)
      throws IOException {
    Path file = Path.of("target/parquet/rows.parquet");
    List<Row> rows = new ArrayList<>(rows(0, 8));
    for (int kind : kinds) {
      rows.add(
          new Row(
              kind == 0 ? null : png(4, 4, rows.size()),
              kind == 1 ? null : Long.valueOf(kind % 2)));
    }
    NAMED.write(file, rows);

    Catalog catalog = catalog(file);

    List<Example> used = new ArrayList<>(catalog.training());
    used.addAll(catalog.validation());
    used.addAll(catalog.test());
    assertThat(used).hasSize(rows.size() - catalog.inventory().leftOut().files());
    for (Example example : used) {
      assertThat((long) example.label()).isEqualTo(rows.get(example.record()).label());
    }
    assertThat(numbers(catalog, used)).isEqualTo(used.stream().map(Example::record).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "UNCOMPRESSED, PARQUET_1_0",
    "SNAPPY, PARQUET_2_0",
    "GZIP, PARQUET_1_0",
    "ZSTD, PARQUET_2_0",
    "LZ4_RAW, PARQUET_1_0",
    "UNCOMPRESSED, PARQUET_2_0"
  })
  void everyCodecAndKindOfPageIsReadInAnyOrder(CompressionCodecName codec, WriterVersion version)
      throws IOException, BadImageException {
    Path file = root.resolve("train.parquet");
    NAMED.withCodec(codec, version).write(file, rows(0, 11), rows(11, 11), rows(22, 5));
    ParquetBytes bytes = new ParquetBytes(List.of("image", "bytes"), DataLimits.DEFAULT, Map.of());
    try (ImageBytes.Reader reader = bytes.open(STORAGE)) {
      for (int row : new int[] {0, 1, 9, 10, 11, 12, 26, 26, 25, 24, 3, 2, 13, 0, 20, 22}) {
        assertThat(reader.read(new Example(0, 0, file.toUri().toString(), "" + row)))
            .isEqualTo(png(4, 4, row));
      }
    }
  }

  @Test
  void labelsOutsideTheClassesAreRefused() {
    NAMED.write(
        root.resolve("train.parquet"),
        List.of(new Row(png(4, 4, 0), 0L), new Row(new byte[1], 2L)));
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("train.parquet", "labels 0 to 1", "found 2 in row 1");
  }

  @Test
  void filesThatDifferAreRefused() {
    NAMED.write(root.resolve("train-0.parquet"), rows(0, 4));
    ParquetFiles.CONVENTION
        .withNames("dog", "cat")
        .write(root.resolve("train-1.parquet"), rows(4, 4));
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("train-1.parquet", "names of classes", "train-0.parquet");
    NAMED
        .withSchema("optional binary picture; optional int64 label;")
        .write(root.resolve("train-1.parquet"), rows(4, 4));
    assertThatThrownBy(() -> catalog(root)).hasMessageContaining("columns of images");
  }

  @Test
  void splitsOfOtherClassesAreRefusedWhereNothingNamesThem() {
    ParquetFiles.CONVENTION.write(root.resolve("train.parquet"), rows(0, 4));
    ParquetFiles.CONVENTION.write(root.resolve("test.parquet"), rows(0, 1));
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("same classes in training and test");
  }

  @Test
  void filesOfASetThatAreMissingAreMissed() {
    NAMED.write(root.resolve("train-00000-of-00003.parquet"), rows(0, 4));
    NAMED.write(root.resolve("train-00002-of-00003.parquet"), rows(0, 4));
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("expected 3 files train-*-of-00003", "found 2");
    assertThat(catalog(root.resolve("train-00002-of-00003.parquet")).classes()).hasSize(2);
  }

  @Test
  void testsAloneAreRefused() {
    NAMED.write(root.resolve("test-0.parquet"), rows(0, 4));
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected a training split beside test");
  }

  @Test
  void aFileOfAnotherSchemaIsRefusedWithItAndTheSettingsThatReadIt() {
    ParquetFiles.CONVENTION
        .withSchema("optional binary img; optional int64 fine; optional int64 coarse;")
        .write(root.resolve("train.parquet"), rows(0, 4));
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(
            "found the columns img: binary, fine: int64, coarse: int64",
            "Set data.parquet.label=fine or data.parquet.label=coarse");
    assertThat(catalog(root, new ParquetColumns("img", "fine", LabelFrom.VALUE)).classes())
        .containsExactly("0", "1");
    ParquetFiles.CONVENTION
        .withSchema("optional int64 a; optional double b;")
        .write(root.resolve("train.parquet"), List.of(new Row(null, null)));
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("a: int64, b: double", "None of them fits");
  }

  @Test
  void cutOffAndStrangeFilesAreRefused() throws IOException {
    Path file = NAMED.write(root.resolve("train.parquet"), rows(0, 40));
    byte[] whole = Files.readAllBytes(file);
    for (byte[] damaged :
        List.of(
            Arrays.copyOf(whole, whole.length - 1),
            Arrays.copyOf(whole, whole.length / 2),
            new byte[0],
            new byte[100])) {
      Files.write(file, damaged);
      assertThatThrownBy(() -> catalog(root))
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll("train.parquet", "expected a Parquet file", "copy it again");
    }
  }

  @Test
  void aCellKeepsToTheLimitsOfAFile() {
    List<Row> rows = new ArrayList<>(rows(0, 20));
    rows.add(new Row(new byte[3000], 0L));
    rows.add(new Row(png(200, 200, 1), 1L));
    NAMED.write(root.resolve("train.parquet"), rows);
    DataLimits limits = new DataLimits(10_000, 2_000, 1 << 20, 10);
    ParquetBytes bytes = new ParquetBytes(List.of("image", "bytes"), limits, Map.of());
    String file = root.resolve("train.parquet").toUri().toString();
    try (ImageBytes.Reader reader = bytes.open(STORAGE)) {
      assertThatThrownBy(() -> reader.read(new Example(0, 0, file, "20")))
          .isInstanceOf(BadImageException.class)
          .hasMessageContainingAll("data.max-image-bytes", "3,000");
      PictureDecoder decoder = new PictureDecoder(OrientationPolicy.APPLY, limits);
      assertThatThrownBy(() -> decoder.decode(reader.read(new Example(0, 0, file, "21"))))
          .isInstanceOf(BadImageException.class)
          .hasMessageContaining("data.max-image-pixels");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void pagesAreHeldToTheLimitBeforeTheyAreDecompressed() {
    ParquetFiles.CONVENTION
        .withNames("cat", "dog")
        .withCodec(CompressionCodecName.ZSTD, WriterVersion.PARQUET_1_0)
        .write(root.resolve("train.parquet"), List.of(new Row(new byte[1 << 22], 0L)));
    ParquetBytes bytes =
        new ParquetBytes(
            List.of("image", "bytes"), new DataLimits(100, 100, 1 << 20, 10), Map.of());
    assertThatThrownBy(
            () -> {
              try (ImageBytes.Reader reader = bytes.open(STORAGE)) {
                reader.read(
                    new Example(0, 0, root.resolve("train.parquet").toUri().toString(), "0"));
              }
            })
        .hasMessageContaining("data.max-gzip-bytes");
  }
}
