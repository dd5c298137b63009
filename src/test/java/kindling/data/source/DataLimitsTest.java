package kindling.data.source;

import static kindling.data.source.Datasets.STORAGE;
import static kindling.data.source.Datasets.catalog;
import static kindling.data.source.Datasets.encoded;
import static kindling.data.source.Datasets.gzip;
import static kindling.data.source.Datasets.idxImages;
import static kindling.data.source.Datasets.idxLabels;
import static kindling.data.source.Datasets.load;
import static kindling.data.source.Datasets.png;
import static kindling.data.source.Datasets.write;
import static kindling.data.source.Datasets.writeClass;
import static kindling.data.source.Datasets.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import kindling.data.BadImageException;
import kindling.data.DataException;
import kindling.data.DataLimits;
import kindling.data.Framing;
import kindling.data.ImageShape;
import kindling.data.files.Archives;
import kindling.data.shard.LoadedShard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small files that grow large, or say that they do, end in a message before memory is taken. */
class DataLimitsTest {
  private static final DataLimits SMALL = new DataLimits(1_000, 20_000, 4_000, 4);

  @TempDir Path root;

  private static DataSettings limited(Path path, DataLimits limits) {
    return new DataSettings(
        path.toString(),
        DataFormat.AUTO,
        4,
        4,
        3,
        OrientationPolicy.APPLY,
        Framing.EXACT,
        0.2,
        0.25,
        10,
        10,
        7,
        limits,
        FormatSettings.DEFAULT);
  }

  /** A PNG whose header declares another size. */
  private static byte[] declaring(int height, int width) {
    byte[] file = png(1, 1, 0);
    ByteBuffer.wrap(file).putInt(16, width).putInt(20, height);
    CRC32 crc = new CRC32();
    crc.update(file, 12, 17);
    ByteBuffer.wrap(file).putInt(29, (int) crc.getValue());
    return file;
  }

  @ParameterizedTest
  @CsvSource({"60000, 60000", "2147483647, 2147483647", "1, 50000001"})
  void anImageIsRefusedByTheSizeThatItDeclares(int height, int width) {
    assertThatThrownBy(() -> ImageDecoder.decode(declaring(height, width), DataLimits.DEFAULT))
        .isInstanceOf(BadImageException.class)
        .hasMessageContainingAll(
            "at most 50,000,000 pixels (data.max-image-pixels)", height + "×" + width);
  }

  @ParameterizedTest
  @CsvSource({"png", "jpg", "bmp", "gif", "tiff"})
  void thePixelLimitIsASettingAndHoldsForEveryFormat(String format) throws BadImageException {
    byte[] file = encoded(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), format);
    assertThatThrownBy(() -> ImageDecoder.decode(file, SMALL))
        .isInstanceOf(BadImageException.class)
        .hasMessageContainingAll("at most 1,000 pixels", "30×40");
    DataLimits enough = new DataLimits(1_200, 20_000, 4_000, 4);
    ImageShape decoded = ImageDecoder.decode(file, enough).shape();
    assertThat(decoded.height() * decoded.width()).isEqualTo(1_200);
  }

  @Test
  void aFileOrZipEntryAboveTheByteLimitIsLeftOut() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (String name : new String[] {"a/1", "a/2", "a/3", "b/1", "b/2", "b/3"}) {
      entries.put(name + ".png", png(4, 4, 0));
    }
    entries.put("a/4.png", new byte[30_000]);
    Path zip = write(root.resolve("images.zip"), zip(entries));
    entries.forEach((name, content) -> write(root.resolve("folder").resolve(name), content));
    for (Path path : new Path[] {zip, root.resolve("folder")}) {
      Catalog catalog = Catalog.open(limited(path, SMALL), STORAGE);
      for (Example example : catalog.training()) {
        LoadedShard loaded = load(catalog, java.util.List.of(example));
        boolean large = example.toString().contains("a/4.png");
        assertThat(loaded.badCount()).isEqualTo(large ? 1 : 0);
        if (large) {
          assertThat(loaded.bad().get(0)).contains("at most 20,000 bytes (data.max-image-bytes)");
        }
      }
      assertThat(catalog.training().toString()).contains("a/4.png");
    }
  }

  /** The central directory says 100 bytes, and 100 MB come out. */
  @Test
  void aZipEntryThatInflatesBeyondWhatItDeclaresIsCutOff() throws IOException {
    byte[] zip = zip(Map.of("a/1.png", new byte[100_000_000]));
    int directory = indexOf(zip, 0x02014b50);
    ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).putInt(directory + 24, 100);
    Path file = write(root.resolve("lie.zip"), zip);
    try (Archives archives = new Archives(STORAGE, DataLimits.DEFAULT)) {
      assertThatThrownBy(() -> archives.read(file.toUri().toString(), "a/1.png"))
          .isInstanceOf(BadImageException.class)
          .hasMessageContaining("expected 100 bytes, as the archive declares, found more");
    }
  }

  private static int indexOf(byte[] file, int signature) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    while (bytes.getInt(at) != signature) {
      at++;
    }
    return at;
  }

  @Test
  void aGzippedFileThatDeclaresTooMuchIsRefusedBeforeItIsRead() {
    write(root.resolve("train-images-idx3-ubyte.gz"), gzip(idxImages(1_000)));
    write(root.resolve("train-labels-idx1-ubyte"), idxLabels(new int[1_000]));
    assertThatThrownBy(() -> Catalog.open(limited(root, SMALL), STORAGE))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(
            "train-images-idx3-ubyte.gz",
            "at most 4,000 bytes behind the compression (data.max-gzip-bytes), found 6,016");
  }

  /** 300 MB of zeros in 300 kB, behind a header of four images. */
  @Test
  void aGzippedFileIsReadNoFurtherThanItDeclares() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(file)) {
      out.write(idxImages(4));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 300; i++) {
        out.write(zeros);
      }
    }
    write(root.resolve("train-images-idx3-ubyte.gz"), file.toByteArray());
    write(root.resolve("train-labels-idx1-ubyte"), idxLabels(0, 1, 0, 1));
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected 24 bytes after the header, found 24 and more");
    RecordFiles records = new RecordFiles(STORAGE, SMALL);
    String path = root.resolve("train-images-idx3-ubyte.gz").toUri().toString();
    assertThatThrownBy(() -> records.read(path, 16, 6))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("data.max-gzip-bytes");
  }

  @Test
  void moreClassFoldersThanTheLimitAreRefused() {
    for (int i = 0; i < 5; i++) {
      writeClass(root.resolve("images/train/class" + i), i == 0 ? 10 : 1);
    }
    assertThatThrownBy(() -> Catalog.open(limited(root.resolve("images"), SMALL), STORAGE))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("images/train", "at most 4 classes (data.max-classes), found 5");
    DataLimits enough = new DataLimits(1_000, 20_000, 4_000, 5);
    assertThat(Catalog.open(limited(root.resolve("images"), enough), STORAGE).classes()).hasSize(5);
  }

  @Test
  void tensOfThousandsOfClassesInAZipAreRefused() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i < 60_000; i++) {
      entries.put(i + "/1.png", new byte[0]);
    }
    Path zip = write(root.resolve("flat.zip"), zip(entries));
    assertThatThrownBy(() -> Catalog.open(limited(zip, DataLimits.DEFAULT), STORAGE))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("flat.zip", "at most 2,000 classes", "found 60,000");
  }
}
