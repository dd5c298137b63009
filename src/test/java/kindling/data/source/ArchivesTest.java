package kindling.data.source;

import static kindling.data.source.Datasets.catalog;
import static kindling.data.source.Datasets.load;
import static kindling.data.source.Datasets.png;
import static kindling.data.source.Datasets.write;
import static kindling.data.source.Datasets.writeClass;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import kindling.data.DataException;
import kindling.data.DataLimits;
import kindling.data.files.LeftOut;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives as other programs and systems write them, and archives beside folders. */
class ArchivesTest {
  private static final byte[] IMAGE = png(4, 4, 0x102030);
  private static final List<String> NAMES = List.of("cat/1.png", "cat/2.png", "dog/1", "dog/2.png");

  @TempDir Path root;

  private static byte[] tar(List<String> names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, "UTF-8")) {
      out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      out.setAddPaxHeadersForNonAsciiNames(true);
      for (String name : names) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(IMAGE.length);
        out.putArchiveEntry(entry);
        out.write(IMAGE);
        out.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] zip(List<String> names, Charset charset) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes, charset)) {
      for (String name : names) {
        out.putNextEntry(new ZipEntry(name));
        out.write(IMAGE);
      }
    }
    return bytes.toByteArray();
  }

  private static void assertWhole(Catalog catalog) {
    assertThat(catalog.classes()).containsExactly("cat", "dog");
    for (Examples split : List.of(catalog.training(), catalog.validation(), catalog.test())) {
      assertThat(load(catalog, split).badCount()).isZero();
    }
    assertThat(load(catalog, catalog.training()).shard().pixels(0)).startsWith(16);
    int used = catalog.training().size() + catalog.validation().size() + catalog.test().size();
    assertThat(used).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"set.tar", "Set.TAR", "set.tar.gz", "set.TGZ"})
  void tarFilesAreReadInAnyOrder(String name) throws IOException {
    byte[] tar = tar(NAMES);
    boolean plain = name.toLowerCase(Locale.ROOT).endsWith(".tar");
    Path file = write(root.resolve(name), plain ? tar : Datasets.gzip(tar));
    assertWhole(catalog(file));
    assertWhole(catalog(root));
  }

  @Test
  void tarFilesOfAFolderItselfNameItByADot() throws IOException {
    Path file =
        write(root.resolve("set.tar"), tar(NAMES.stream().map(name -> "./" + name).toList()));
    assertWhole(catalog(file));
  }

  @Test
  void linksInATarAreCounted() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(Arrays.copyOf(tar(NAMES), NAMES.size() * 1024));
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes)) {
      TarArchiveEntry link = new TarArchiveEntry("cat/3.png", TarConstants.LF_SYMLINK);
      link.setLinkName("1.png");
      out.putArchiveEntry(link);
      out.closeArchiveEntry();
    }
    Catalog catalog = catalog(write(root.resolve("set.tar"), bytes.toByteArray()));
    assertWhole(catalog);
    assertThat(catalog.inventory().leftOut().counts())
        .containsExactlyEntriesOf(Map.of(LeftOut.LINK_IN_AN_ARCHIVE, 1));
  }

  @Test
  void damagedTarsAreNamed() throws IOException {
    byte[] packed = Datasets.gzip(tar(NAMES));
    write(root.resolve("cut.tar.gz"), Arrays.copyOf(packed, packed.length / 2));
    write(root.resolve("other.tar"), IMAGE);
    for (String name : List.of("cut.tar.gz", "other.tar")) {
      assertThatThrownBy(() -> catalog(root.resolve(name)))
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll(name, "tar file, found one that is empty, cut off");
    }
  }

  @Test
  void aGzippedTarKeepsToTheLimitOfCompressedFiles() throws IOException {
    Path file = write(root.resolve("set.tgz"), Datasets.gzip(tar(NAMES)));
    DataSettings all = Datasets.settings(file);
    DataLimits usual = DataLimits.DEFAULT;
    DataLimits limits =
        new DataLimits(usual.imagePixels(), usual.imageBytes(), 2_000, usual.classes());
    DataSettings limited =
        new DataSettings(
            all.path(),
            all.format(),
            0,
            0,
            0,
            all.orientation(),
            all.framing(),
            0.2,
            0.2,
            10,
            10,
            1,
            limits,
            FormatSettings.DEFAULT);
    assertThatThrownBy(() -> Catalog.open(limited, Datasets.STORAGE))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("data.max-gzip-bytes");
  }

  @Test
  void zipsOfWindowsAreRead() throws IOException {
    List<String> names = NAMES.stream().map(name -> "Set\\" + name.replace('/', '\\')).toList();
    assertWhole(catalog(write(root.resolve("SET.ZIP"), zip(names, StandardCharsets.UTF_8))));
  }

  @Test
  void namesOfOldProgramsKeepTheirLetters() throws IOException {
    List<String> names = List.of("gato/1.png", "ñandú/é.png");
    for (String charset : List.of("IBM437", "UTF-8")) {
      Path file = write(root.resolve(charset + ".zip"), zip(names, Charset.forName(charset)));
      Catalog catalog = catalog(file);
      assertThat(catalog.classes()).containsExactly("gato", "ñandú");
      assertThat(load(catalog, catalog.training()).badCount()).isZero();
    }
  }

  @Test
  void anEntryThatComesAgainIsReadOnce() throws IOException {
    List<String> again = new ArrayList<>(NAMES);
    again.add("cat/1.png");
    Catalog catalog = catalog(write(root.resolve("set.tar"), tar(again)));
    assertWhole(catalog);
    assertThat(catalog.inventory().leftOut().counts())
        .containsExactlyEntriesOf(Map.of(LeftOut.REPEATED, 1));
  }

  @Test
  void foldersWinOverTheArchiveBesideThem() throws IOException {
    for (String name : List.of("train/cat", "train/dog", "test/cat", "test/dog")) {
      writeClass(root.resolve(name), 3);
    }
    write(root.resolve("test.zip"), zip(NAMES, StandardCharsets.UTF_8));
    Catalog catalog = catalog(root);
    assertThat(catalog.test()).hasSize(6).allMatch(example -> example.entry().isEmpty());
    assertThat(catalog.inventory().notes()).anyMatch(note -> note.matches("not used.*test.zip"));
    assertThat(catalog.inventory().beside().counts()).containsEntry(LeftOut.ARCHIVE_NOT_READ, 1);
  }

  @Test
  void archivesOfSplitsAreKnownByTheirNames() throws IOException {
    write(root.resolve("Training.ZIP"), zip(NAMES, StandardCharsets.UTF_8));
    write(root.resolve("Testing.tar.gz"), Datasets.gzip(tar(NAMES)));
    write(root.resolve("extra.zip"), zip(NAMES, StandardCharsets.UTF_8));
    Catalog catalog = catalog(root);
    assertThat(catalog.test()).hasSize(4).allMatch(e -> e.file().endsWith("Testing.tar.gz"));
    assertThat(catalog.inventory().beside().counts()).containsEntry(LeftOut.ARCHIVE_NOT_READ, 1);
    assertThat(load(catalog, catalog.test()).badCount()).isZero();
  }

  @Test
  void archivesAmongClassFoldersAreLeftOutUnderAReasonOfTheirOwn() throws IOException {
    writeClass(root.resolve("train/cat"), 3);
    writeClass(root.resolve("train/dog"), 3);
    write(root.resolve("train/bird.zip"), zip(NAMES, StandardCharsets.UTF_8));
    write(root.resolve("train/cat/more.tar.xz"), new byte[9]);
    write(root.resolve("train/cat/notes.txt"), new byte[9]);
    SplitFiles training = catalog(root).inventory().training();
    assertThat(training.leftOut().counts())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(LeftOut.ARCHIVE_NOT_READ, 2, LeftOut.NOT_AN_IMAGE, 1));
    assertThat(training.leftOut().named(LeftOut.ARCHIVE_NOT_READ))
        .anyMatch(name -> name.endsWith("train/bird.zip"))
        .anyMatch(name -> name.endsWith("train/cat/more.tar.xz"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sets/train.zip sets/test.zip", "train/cat.zip train/dog.zip", "x/y/z.tgz"})
  void archivesBelowAreNamedWhereNoFolderHasImages(String archives) throws IOException {
    for (String archive : archives.split(" ")) {
      write(root.resolve(archive), zip(NAMES, StandardCharsets.UTF_8));
      assertThatThrownBy(() -> catalog(root))
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll("expected images", "unpack", archive);
    }
  }

  @Test
  void archivesInAnArchiveAreNamed() throws IOException {
    byte[] inner = zip(NAMES, StandardCharsets.UTF_8);
    Map<String, byte[]> entries = Map.of("train.zip", inner, "test.zip", inner);
    Path outer = write(root.resolve("outer.zip"), Datasets.zip(entries));
    assertThatThrownBy(() -> catalog(outer))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("unpack", "outer.zip!test.zip, ", "outer.zip!train.zip");
  }

  @Test
  void aClassFolderOfAnArchiveAloneIsRefusedByTheArchivesName() throws IOException {
    writeClass(root.resolve("dog"), 3);
    write(root.resolve("cat/images.zip"), zip(NAMES, StandardCharsets.UTF_8));
    writeClass(root.resolve("bird"), 3);
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("found none in cat", "cat/images.zip");
  }

  @Test
  void archivesThatAreNoSplitsAreNotChosenFrom() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String name : List.of("one.zip", "two.zip")) {
      files.put(name, zip(NAMES, StandardCharsets.UTF_8));
      write(root.resolve(name), files.get(name));
    }
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("one folder per class", "one.zip, two.zip");
  }
}
