package kindling.data.source;

import static kindling.data.source.Datasets.catalog;
import static kindling.data.source.Datasets.load;
import static kindling.data.source.Datasets.png;
import static kindling.data.source.Datasets.write;
import static kindling.data.source.Datasets.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kindling.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipArchivesTest {
  private static final byte[] IMAGE = png(4, 4, 0x102030);

  @TempDir Path root;

  @Test
  void zipWithACommonFolderIsReadInPlace() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("__MACOSX/flowers/train/rose/._1.png", new byte[3]);
    for (String split : List.of("val", "train")) {
      for (String name : List.of("rose/1.png", "daisy/3.png", "daisy/2.png")) {
        entries.put("flowers/" + split + "/" + name, IMAGE);
      }
    }
    Catalog catalog = catalog(write(root.resolve("flowers.zip"), zip(entries)));
    assertThat(catalog.classes()).containsExactly("daisy", "rose");
    assertThat(catalog.test())
        .extracting(Example::entry)
        .containsExactly(
            "flowers/val/daisy/2.png", "flowers/val/daisy/3.png", "flowers/val/rose/1.png");
    assertThat(load(catalog, catalog.test()).shard().pixels(0)).startsWith(16).hasSize(48);
    assertThat(catalog(root)).usingRecursiveComparison().isEqualTo(catalog);
  }

  @Test
  void trainAndTestZipsAreReadTogether() {
    Map<String, byte[]> train = new LinkedHashMap<>();
    Map<String, byte[]> test = new LinkedHashMap<>();
    for (String name : List.of("a/1.png", "b/1.png")) {
      train.put("train/" + name, IMAGE);
      test.put(name, IMAGE);
    }
    write(root.resolve("train.zip"), zip(train));
    write(root.resolve("test.zip"), zip(test));
    Catalog catalog = catalog(root);
    assertThat(catalog.training()).extracting(Example::entry).contains("train/a/1.png");
    assertThat(catalog.test()).extracting(Example::entry).containsExactly("a/1.png", "b/1.png");
    assertThat(load(catalog, catalog.training()).badCount()).isZero();
  }

  @Test
  void damagedAndEmptyZipsAreNamed() {
    byte[] whole = zip(Map.of("a/1.png", IMAGE, "b/1.png", IMAGE));
    Path cut = write(root.resolve("cut.zip"), Arrays.copyOf(whole, whole.length / 2));
    Path empty = write(root.resolve("empty.zip"), new byte[0]);
    Path other = write(root.resolve("other.zip"), IMAGE);
    for (Path file : List.of(cut, empty, other)) {
      assertThatThrownBy(() -> catalog(file))
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll(file.toString(), "expected a zip file");
    }
  }

  @Test
  void zipEntriesThatLeadOutAreRefused() {
    for (String name : List.of("../a/1.png", "/a/1.png", "x/../../1.png")) {
      Path file = write(root.resolve("slip.zip"), zip(Map.of(name, IMAGE)));
      assertThatThrownBy(() -> catalog(file))
          .isInstanceOf(DataException.class)
          .hasMessageContaining(name);
    }
  }
}
