package kindling.data.encoded;

import static kindling.data.source.Datasets.STORAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import kindling.data.DataException;
import kindling.data.parquet.ImageFileWriter;
import kindling.data.parquet.ImageRow;
import kindling.data.parquet.VerifiedImages;
import kindling.data.shard.ChannelSums;
import kindling.data.shard.DatasetDigest;
import kindling.data.shard.LoadedShard;
import kindling.data.source.Catalog;
import kindling.data.source.Datasets;
import kindling.data.source.ImageFiles;
import kindling.data.source.ShardLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackgroundCopyTest {
  private static final int IMAGES = 40;

  @TempDir Path root;
  @TempDir Path disk;

  private Path file;
  private Catalog catalog;

  @BeforeEach
  void list() throws IOException {
    file = root.resolve("train.parquet");
    write(1);
    catalog = Catalog.open(Datasets.cropped(root, 6, 8, 0), STORAGE);
  }

  private void write(int colour) throws IOException {
    Files.deleteIfExists(root.resolve(".train.parquet.crc"));
    DatasetDigest digest = DatasetDigest.EMPTY;
    long bytes = 0;
    int largest = 0;
    try (ImageFileWriter writer =
        new ImageFileWriter(
            STORAGE.create(new org.apache.hadoop.fs.Path(file.toUri())), List.of("cat", "dog"))) {
      for (int i = 0; i < IMAGES; i++) {
        byte[] image = Datasets.png(9 + i % 4, 14, (i + 1) * 0x10203 * colour);
        writer.write(new ImageRow(image, i + ".png", i % 2));
        digest = digest.merge(DatasetDigest.of(i % 2, image));
        bytes += image.length;
        largest = Math.max(largest, image.length);
      }
      writer.describe(
          new VerifiedImages(IMAGES, bytes, largest, 12, 14, ChannelSums.none(3), digest));
    }
  }

  private CopiedShare trust(long limit, BooleanSupplier wanted) throws IOException {
    return EncodedShardLoader.trust(
        (ImageFiles) catalog.source(),
        STORAGE,
        new LocalDisk(disk, limit, LocalDisk.Protection.PLAIN, new AtomicLong()),
        catalog.training(),
        ShardLoader.Framed.FOR_TRAINING,
        wanted);
  }

  @Test
  void allImagesComeToTheDiskAndNoneIsReadFromTheSourceAfterwards() throws IOException {
    assertThat(((ImageFiles) catalog.source()).trusts(catalog.training())).isTrue();
    LoadedShard decoded = ShardLoader.load(catalog.source(), STORAGE, catalog.training());
    CopiedShare copied = trust(1 << 20, () -> true);
    awaitAll(copied);
    Files.delete(file);
    try (EncodedPictures pictures =
        new EncodedPictures(copied.share(), copied.local(), STORAGE, 1)) {
      for (int row = 0; row < pictures.size(); row++) {
        assertThat(pictures.fitted(row)).isEqualTo(decoded.shard().pixels(row));
      }
    }
    copied.local().close();
  }

  private static void awaitAll(CopiedShare copied) throws IOException {
    for (int row = 0; row < copied.share().examples().size(); row++) {
      while (copied.local().get(row).isEmpty()) {
        assertThat(Thread.interrupted()).as("row %d is not there for too long", row).isFalse();
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void aCopyThatNobodyWantsIsNotMade() throws IOException {
    CopiedShare released = trust(1 << 20, () -> false);
    // One is copied after the other.
    CopiedShare next = trust(1 << 20, () -> true);
    awaitAll(next);
    assertThat(released.local().stored()).isZero();
    released.local().close();
    next.local().close();
  }

  @Test
  void aFileThatHoldsOtherImagesIsRefusedWhereItIsRead() throws IOException {
    CopiedShare copied = trust(1, () -> true);
    write(3);
    try (EncodedPictures pictures =
        new EncodedPictures(copied.share(), copied.local(), STORAGE, 1)) {
      assertThatThrownBy(() -> pictures.fitted(0))
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll(
              "train.parquet", "other images than when training started", "--resume");
    }
    copied.local().close();
  }
}
