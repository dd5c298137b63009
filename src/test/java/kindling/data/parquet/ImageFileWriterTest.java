package kindling.data.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import kindling.data.DataLimits;
import kindling.data.Storage;
import kindling.data.shard.ChannelSums;
import kindling.data.shard.DatasetDigest;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFileWriterTest {
  private static final Storage STORAGE = new Storage(new Configuration());

  @TempDir Path root;

  private org.apache.hadoop.fs.Path write(String name, int rows, int bytes) throws IOException {
    org.apache.hadoop.fs.Path file =
        new org.apache.hadoop.fs.Path(root.resolve(name).toUri().toString());
    try (ImageFileWriter writer =
        new ImageFileWriter(STORAGE.create(file), List.of("cat", "dog"))) {
      for (int row = 0; row < rows; row++) {
        writer.write(new ImageRow(image(row, bytes), row + ".jpg", row % 2));
      }
    }
    return file;
  }

  private static byte[] image(int row, int bytes) {
    byte[] image = new byte[bytes];
    new Random(row).nextBytes(image);
    return image;
  }

  @Test
  void rowGroupsAreSmallAndRowsComeBack() throws Exception {
    try (ParquetFile file =
        ParquetFile.open(STORAGE, write("large", 400, 100_000), DataLimits.DEFAULT)) {
      assertThat(file.rows()).isEqualTo(400);
      // 8 MiB of images a group, the last apart.
      assertThat(file.rowGroups().subList(0, file.rowGroups().size() - 1))
          .hasSizeBetween(3, 5)
          .allSatisfy(rows -> assertThat(rows).isBetween(75, 90));
      ColumnCursor images = file.column(List.of("image", "bytes"));
      ColumnCursor labels = file.column(List.of("label"));
      for (int row = 0; row < 400; row += 13) {
        images.seek(row);
        labels.seek(row);
        assertThat(images.bytes()).isEqualTo(image(row, 100_000));
        assertThat(labels.number()).isEqualTo(row % 2);
      }
    }
  }

  @Test
  void aFileSaysWhatItsImagesAreAndOneOfOtherRowsIsNotBelieved() throws Exception {
    VerifiedImages two =
        new VerifiedImages(
            2,
            20,
            10,
            5,
            7,
            new ChannelSums(70, new long[] {1, 2, 3}, new long[3]),
            new DatasetDigest(-3, 4));
    org.apache.hadoop.fs.Path file =
        new org.apache.hadoop.fs.Path(root.resolve("said").toUri().toString());
    for (int rows = 1; rows <= 2; rows++) {
      try (ImageFileWriter writer = new ImageFileWriter(STORAGE.create(file), List.of("cat"))) {
        for (int row = 0; row < rows; row++) {
          writer.write(new ImageRow(image(row, 10), row + ".jpg", 0));
        }
        writer.describe(two);
      }
      try (ParquetFile read = ParquetFile.open(STORAGE, file, DataLimits.DEFAULT)) {
        assertThat(read.verified().isPresent()).isEqualTo(rows == 2);
        read.verified()
            .ifPresent(images -> assertThat(images).usingRecursiveComparison().isEqualTo(two));
      }
    }
  }

  @Test
  void aPageWithAnotherByteThanWasWrittenIsDamaged() throws Exception {
    org.apache.hadoop.fs.Path file = write("flipped", 20, 5_000);
    byte[] bytes = Files.readAllBytes(root.resolve("flipped"));
    bytes[bytes.length / 2] ^= 1;
    Files.write(root.resolve("flipped"), bytes);
    Files.deleteIfExists(root.resolve(".flipped.crc"));
    try (ParquetFile read = ParquetFile.open(STORAGE, file, DataLimits.DEFAULT)) {
      ColumnCursor images = read.column(List.of("image", "bytes"));
      assertThatThrownBy(
              () -> {
                for (int row = 0; row < 20; row++) {
                  images.seek(row);
                }
              })
          .isInstanceOf(DamagedColumnException.class)
          .hasMessageContaining("another checksum");
    }
  }

  @Test
  void aFileWithoutRowsIsOne() throws Exception {
    try (ParquetFile file = ParquetFile.open(STORAGE, write("none", 0, 0), DataLimits.DEFAULT)) {
      assertThat(file.rows()).isZero();
      assertThat(file.metadata()).containsKey("huggingface");
    }
  }

  /** Written down, because a process would agree with itself on an order of its own. */
  @Test
  void theSameRowsGiveTheSameBytesInEveryProcess() throws Exception {
    org.apache.hadoop.fs.Path file =
        new org.apache.hadoop.fs.Path(root.resolve("rows").toUri().toString());
    ImageFileWriter writer = new ImageFileWriter(STORAGE.create(file), List.of("cat", "dog"));
    try (writer) {
      for (int row = 0; row < 300; row++) {
        writer.write(new ImageRow(image(row, 1000), row + ".jpg", row % 2));
      }
    }

    byte[] written = Files.readAllBytes(root.resolve("rows"));
    assertThat(writer.size()).isEqualTo(written.length);
    assertThat(writer.sha256Hex())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(written)))
        .isEqualTo("04fd0223b0cb8adc9848c7796b7cd93248ef455bfcf07b454638931e99a1afea");
  }
}
