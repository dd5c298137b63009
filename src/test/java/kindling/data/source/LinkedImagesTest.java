package kindling.data.source;

import static kindling.data.source.Datasets.catalog;
import static kindling.data.source.Datasets.load;
import static kindling.data.source.Datasets.png;
import static kindling.data.source.Datasets.write;
import static kindling.data.source.Datasets.writeClass;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import kindling.data.DataException;
import kindling.data.files.LeftOut;
import kindling.data.shard.LoadedShard;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images and folders that are links, and names that Hadoop's paths do not like. */
class LinkedImagesTest {
  @TempDir Path folder;
  private Path root;

  @BeforeEach
  void classes() {
    root = folder.resolve("data");
    writeClass(root.resolve("cat"), 10);
    writeClass(root.resolve("dog"), 10);
  }

  @Test
  void aLinkToNothingIsABadImage() throws IOException {
    for (int i = 0; i < 10; i++) {
      Files.createSymbolicLink(root.resolve("cat/lost" + i + ".png"), Path.of("/nowhere/" + i));
    }
    Catalog catalog = catalog(root);
    assertThat(catalog.training().size() + catalog.validation().size() + catalog.test().size())
        .isEqualTo(30);
    LoadedShard loaded = load(catalog, catalog.training());
    assertThat(loaded.badCount()).isPositive();
    assertThat(loaded.bad().get(0)).contains("lost", "a link to /nowhere/", "there is nothing");
  }

  @Test
  void namesWithColonsAreRead() {
    write(root.resolve("cat/2024-01-01T12:00:00.png"), png(4, 4, 0x123456));
    write(root.resolve("dog/a:b/c:d.png"), png(4, 4, 0x123456));
    Catalog catalog = catalog(root);
    for (Examples split :
        new Examples[] {catalog.training(), catalog.validation(), catalog.test()}) {
      assertThat(load(catalog, split).badCount()).isZero();
    }
  }

  @Test
  void aClassThatLinksToAnotherIsNotReadTwice() throws IOException {
    Files.createSymbolicLink(root.resolve("again"), Path.of("cat"));
    Catalog catalog = catalog(root);
    assertThat(catalog.classes()).containsExactly("cat", "dog");
    assertThat(catalog.inventory().leftOut().counts()).containsEntry(LeftOut.REPEATED, 10);
  }

  @Test
  void classesMayBeLinksIntoFoldersThatAreNoSplit() throws IOException {
    Path splits = folder.resolve("splits");
    Files.createDirectories(splits.resolve("train"));
    Files.createSymbolicLink(splits.resolve("all"), root);
    Files.createSymbolicLink(splits.resolve("train/cat"), Path.of("../../data/cat"));
    Files.createSymbolicLink(splits.resolve("train/dog"), Path.of("../../data/dog"));
    Catalog catalog = catalog(splits);
    assertThat(catalog.classes()).containsExactly("cat", "dog");
    assertThat(catalog.inventory().beside().counts()).containsEntry(LeftOut.IN_NO_SPLIT, 20);
  }

  @Test
  void splitsThatAreOneFolderAreRefused() throws IOException {
    Path splits = Files.createDirectories(folder.resolve("splits"));
    Files.createSymbolicLink(splits.resolve("train"), root);
    Files.createSymbolicLink(splits.resolve("test"), root);
    assertThatThrownBy(() -> catalog(splits))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected folders of their own for training and test");
  }
}
