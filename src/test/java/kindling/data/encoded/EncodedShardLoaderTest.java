package kindling.data.encoded;

import static kindling.data.source.Datasets.STORAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import kindling.data.DataException;
import kindling.data.shard.LoadedShard;
import kindling.data.shard.Shard;
import kindling.data.source.Catalog;
import kindling.data.source.Datasets;
import kindling.data.source.ImageFiles;
import kindling.data.source.ShardLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EncodedShardLoaderTest {
  @TempDir Path root;
  @TempDir Path disk;

  private final AtomicLong taken = new AtomicLong();
  private Catalog catalog;

  @BeforeEach
  void write() {
    for (int i = 0; i < 12; i++) {
      Datasets.write(root.resolve("cat/" + i + ".png"), Datasets.png(9 + i, 14, 0x102030 * i));
      Datasets.write(root.resolve("dog/" + i + ".png"), Datasets.png(20, 8 + i, 0x302010 + i));
    }
    catalog = Catalog.open(Datasets.cropped(root, 6, 8, 0), STORAGE);
  }

  private LocalDisk disk(long limit, LocalDisk.Protection protection) {
    return new LocalDisk(disk, limit, protection, taken);
  }

  private LoadedShare load(LocalDisk disk, ShardLoader.Framed framed) throws IOException {
    return EncodedShardLoader.load(
        (ImageFiles) catalog.source(), STORAGE, disk, catalog.training(), framed);
  }

  private LoadedShare load(LocalDisk disk) throws IOException {
    return load(disk, ShardLoader.Framed.FOR_TRAINING);
  }

  private static void assertSame(Shard encoded, LoadedShard decoded) {
    assertThat(encoded.ids()).isEqualTo(decoded.shard().ids());
    assertThat(encoded.labels()).isEqualTo(decoded.shard().labels());
    for (int row = 0; row < encoded.size(); row++) {
      assertThat(encoded.pixels(row)).isEqualTo(decoded.shard().pixels(row));
    }
  }

  @ParameterizedTest
  @EnumSource(ShardLoader.Framed.class)
  void picturesAndWhatIsKnownOfThemAreThoseInMemory(ShardLoader.Framed framed) throws IOException {
    Datasets.write(root.resolve("dog/3.png"), new byte[] {1, 2, 3});
    LoadedShard decoded = ShardLoader.load(catalog.source(), STORAGE, catalog.training(), framed);
    LoadedShare loaded = load(disk(1 << 20, LocalDisk.Protection.PLAIN), framed);
    assertThat(loaded.badCount()).isEqualTo(decoded.badCount());
    assertThat(loaded.bad()).isEqualTo(decoded.bad());
    assertThat(loaded.digest()).isEqualTo(decoded.digest());
    assertThat(loaded.sums()).usingRecursiveComparison().isEqualTo(decoded.sums());
    try (EncodedPictures pictures =
        new EncodedPictures(loaded.share(), loaded.local(), STORAGE, 1)) {
      assertSame(pictures.shard(), decoded);
      for (int row = 0; row < pictures.size(); row++) {
        if (framed == ShardLoader.Framed.AS_FOUND) {
          assertThat(pictures.found(row).shape())
              .isEqualTo(decoded.shard().pictures().found(row).shape());
        }
      }
    }
    loaded.local().close();
  }

  @ParameterizedTest
  @EnumSource(LocalDisk.Protection.class)
  void aCopyLeavesNoNameAndItsRoomIsGivenBack(LocalDisk.Protection protection) throws IOException {
    LoadedShare loaded = load(disk(1 << 20, protection));
    assertThat(loaded.local().stored()).isEqualTo(loaded.share().bytes()).isPositive();
    try (Stream<Path> names = Files.list(disk)) {
      assertThat(names).isEmpty();
    }
    LocalShare copy =
        EncodedShardLoader.copy(loaded.share(), STORAGE, disk(1 << 20, protection), () -> true);
    for (int row = 0; row < loaded.share().examples().size(); row++) {
      assertThat(copy.get(row)).hasValue(loaded.local().get(row).orElseThrow());
    }
    assertThat(taken.get()).isGreaterThanOrEqualTo(2 * loaded.share().bytes());
    copy.close();
    loaded.local().close();
    assertThat(taken).hasValue(0);
  }

  @Test
  void whatHasNoRoomIsReadFromTheSource() throws IOException {
    LoadedShard decoded = ShardLoader.load(catalog.source(), STORAGE, catalog.training());
    LoadedShare loaded = load(disk(300, LocalDisk.Protection.PLAIN));
    assertThat(loaded.local().stored()).isPositive().isLessThan(loaded.share().bytes());
    try (EncodedPictures pictures =
        new EncodedPictures(loaded.share(), loaded.local(), STORAGE, 1)) {
      assertSame(pictures.shard(), decoded);
    }
    loaded.local().close();
  }

  @Test
  void whatIsKnownIsNotDecodedAgainAndHoldsForTheSameBytesAlone() throws IOException {
    Path broken = root.resolve("dog/3.png");
    Datasets.write(broken, new byte[] {1, 2, 3});
    LocalDisk plain = disk(1 << 20, LocalDisk.Protection.PLAIN);
    LoadedShare loaded = load(plain);
    assertThat(loaded.badCount()).isEqualTo(loaded.known().bad().length);
    CopiedShare copied = copy(plain, loaded.known()).orElseThrow();
    assertThat(copied.share().examples()).isEqualTo(loaded.share().examples());
    assertThat(copied.share().checks()).isEqualTo(loaded.share().checks());
    assertThat(copied.local().stored()).isEqualTo(loaded.local().stored());
    copied.local().close();
    KnownShare elsewhere = new KnownShare(loaded.known().bad(), loaded.known().encoded(), "8");
    assertThat(copy(plain, elsewhere)).as("decoded by another Java").isEmpty();
    Files.write(
        Path.of(URI.create(loaded.share().examples().get(1).file())),
        Datasets.png(9, 14, 0xFFFFFF));
    long before = taken.get();
    assertThat(copy(plain, loaded.known())).isEmpty();
    assertThat(taken).hasValue(before);
    loaded.local().close();
  }

  private Optional<CopiedShare> copy(LocalDisk disk, KnownShare known) throws IOException {
    return EncodedShardLoader.copy(
        (ImageFiles) catalog.source(),
        STORAGE,
        disk,
        catalog.training(),
        ShardLoader.Framed.FOR_TRAINING,
        known);
  }

  @Test
  void bytesThatChangedAreRefusedWhenTheyAreReadAgain() throws IOException {
    LoadedShare loaded = load(disk(0, LocalDisk.Protection.PLAIN));
    Path file = Path.of(URI.create(loaded.share().examples().get(0).file()));
    byte[] before = Files.readAllBytes(file);
    byte[] after = before.clone();
    after[after.length - 20] ^= 1;
    Files.write(file, after);
    try (EncodedPictures pictures =
        new EncodedPictures(loaded.share(), loaded.local(), STORAGE, 1)) {
      assertThatThrownBy(() -> pictures.fitted(0))
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll(file.toString(), "changed during the run", "--resume");
      assertThatThrownBy(
              () ->
                  EncodedShardLoader.copy(
                      loaded.share(),
                      STORAGE,
                      disk(1 << 20, LocalDisk.Protection.PLAIN),
                      () -> true))
          .isInstanceOf(DataException.class);
      Files.write(file, before);
      assertThat(pictures.fitted(0)).hasSize(6 * 8 * 3);
    }
    loaded.local().close();
  }
}
