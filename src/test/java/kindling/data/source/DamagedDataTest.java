package kindling.data.source;

import static kindling.data.source.Datasets.STORAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import kindling.DamagedFiles;
import kindling.data.BadImageException;
import kindling.data.DataException;
import kindling.data.DataLimits;
import kindling.data.Pixels;
import kindling.data.files.ArchiveTree;
import kindling.data.files.Archives;
import kindling.data.files.FileTree;
import kindling.data.shard.LoadedShard;
import kindling.data.source.ParquetFiles.Row;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Whatever bytes a file of data holds, only the documented exceptions come out. */
class DamagedDataTest {
  private final Path folder = Path.of("target/damaged/data");

  @Provide
  Arbitrary<byte[]> pictures() {
    List<byte[]> files = new ArrayList<>();
    Random random = new Random(1);
    for (int type :
        List.of(
            BufferedImage.TYPE_INT_RGB,
            BufferedImage.TYPE_BYTE_GRAY,
            BufferedImage.TYPE_BYTE_INDEXED,
            BufferedImage.TYPE_USHORT_GRAY)) {
      BufferedImage image = new BufferedImage(7, 5, type);
      for (int i = 0; i < 35; i++) {
        image.setRGB(i % 7, i / 7, random.nextInt());
      }
      files.add(Datasets.encoded(image, "png"));
      files.add(Datasets.encoded(image, "tiff"));
      if (type != BufferedImage.TYPE_USHORT_GRAY) {
        files.add(Datasets.encoded(image, "bmp"));
        files.add(Datasets.encoded(image, "gif"));
        files.add(Datasets.encoded(image, "jpg"));
      }
    }
    return DamagedFiles.of(files.toArray(byte[][]::new));
  }

  @Property
  void picturesAreDecodedOrBad(@ForAll("pictures") byte[] file) {
    try {
      Pixels pixels = ImageDecoder.decode(file, DataLimits.DEFAULT);
      assertThat(pixels.planes()).hasSize(pixels.shape().size());
    } catch (BadImageException refused) {
      assertThat(refused).message().isNotBlank();
    }
  }

  @Provide
  Arbitrary<byte[]> idxFiles() {
    byte[] images = Datasets.idxImages(4);
    byte[] labels = Datasets.idxLabels(0, 1, 2, 3);
    return DamagedFiles.of(images, labels, Datasets.gzip(images), Datasets.gzip(labels));
  }

  @Property
  void idxFilesAreReadOrRefused(@ForAll("idxFiles") byte[] file) throws IOException {
    String path = Datasets.write(folder.resolve("idx"), file).toUri().toString();
    try {
      assertThat(
              IdxFile.images(STORAGE, new org.apache.hadoop.fs.Path(path), DataLimits.DEFAULT)
                  .count())
          .isPositive();
    } catch (DataException refused) {
      assertThat(refused).hasMessageContaining("expected");
    }
    try {
      IdxFile labels =
          IdxFile.labels(STORAGE, new org.apache.hadoop.fs.Path(path), DataLimits.DEFAULT);
      assertThat(labels.labels()).hasSize(labels.count());
    } catch (DataException refused) {
      assertThat(refused).hasMessageContaining("expected");
    }
  }

  @Provide
  Arbitrary<byte[]> batches() {
    return DamagedFiles.of(Datasets.cifar(10));
  }

  @Provide
  Arbitrary<byte[]> classNames() {
    return DamagedFiles.of("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n".getBytes(StandardCharsets.UTF_8));
  }

  @Property
  void cifarFilesAreListedOrRefused(
      @ForAll("batches") byte[] batch, @ForAll("classNames") byte[] names) {
    Path cifar = folder.resolve("cifar");
    Datasets.write(cifar.resolve("data_batch_1.bin"), batch);
    Datasets.write(cifar.resolve("test_batch.bin"), Datasets.cifar(10));
    Datasets.write(cifar.resolve("batches.meta.txt"), names);
    try {
      assertThat(Datasets.catalog(cifar).classes()).hasSize(10);
    } catch (DataException refused) {
      assertThat(refused).hasMessageContaining("expected");
    }
  }

  @Provide
  Arbitrary<byte[]> zips() {
    byte[] image = Datasets.png(4, 4, 0x102030);
    return DamagedFiles.of(
        Datasets.zip(Map.of("a/1.png", image, "b/1.png", image)),
        Datasets.zip(Map.of("train/a/1.png", image, "val/b/1.png", new byte[100])));
  }

  @Property
  void zipsAreReadOrRefusedAndSoAreTheirEntries(@ForAll("zips") byte[] file) throws IOException {
    Path zip = Datasets.write(folder.resolve("images.zip"), file);
    FileTree tree;
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(zip.toUri());
    try {
      tree = ArchiveTree.of(STORAGE, path, DataLimits.DEFAULT);
    } catch (DataException refused) {
      assertThat(refused).hasMessageContaining("expected");
      return;
    }
    List<String> entries = new ArrayList<>();
    tree.forEachImage((archive, entry) -> entries.add(entry));
    try (Archives archives = new Archives(STORAGE, DataLimits.DEFAULT)) {
      for (String entry : entries) {
        try {
          assertThat(archives.read(path.toString(), entry)).isNotNull();
        } catch (BadImageException refused) {
          assertThat(refused).message().isNotBlank();
        }
      }
    }
  }

  @Provide
  Arbitrary<byte[]> parquetFiles() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (long i = 0; i < 8; i++) {
      rows.add(new Row(Datasets.png(4, 4, (int) i), i % 2));
    }
    List<byte[]> files = new ArrayList<>();
    ParquetFiles named = ParquetFiles.CONVENTION.withNames("a", "b");
    for (CompressionCodecName codec :
        List.of(
            CompressionCodecName.UNCOMPRESSED,
            CompressionCodecName.SNAPPY,
            CompressionCodecName.ZSTD,
            CompressionCodecName.GZIP)) {
      for (WriterVersion version : WriterVersion.values()) {
        Path file = folder.resolve("whole.parquet");
        files.add(Files.readAllBytes(named.withCodec(codec, version).write(file, rows)));
      }
    }
    return DamagedFiles.of(files.toArray(byte[][]::new));
  }

  @Property
  void parquetFilesAreReadOrRefusedAndSoAreTheirCells(@ForAll("parquetFiles") byte[] file)
      throws IOException {
    Path parquet = Datasets.write(folder.resolve("parquet/images.parquet"), file);
    Catalog catalog;
    try {
      catalog = Datasets.catalog(parquet);
    } catch (DataException refused) {
      assertThat(refused).hasMessageContaining("expected");
      return;
    }
    LoadedShard loaded = Datasets.load(catalog, catalog.training());
    assertThat(loaded.shard().size() + loaded.badCount()).isEqualTo(catalog.training().size());
  }
}
