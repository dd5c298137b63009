package kindling.data.source;

import static kindling.data.source.Datasets.catalog;
import static kindling.data.source.Datasets.load;
import static kindling.data.source.Datasets.png;
import static kindling.data.source.Datasets.write;
import static kindling.data.source.Datasets.writeClass;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kindling.data.DataException;
import kindling.data.ImageShape;
import kindling.data.shard.LoadedShard;
import kindling.data.shard.Shard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardLoaderTest {
  private static final byte[] IMAGE = png(4, 4, 0x102030);

  @TempDir Path root;

  @Test
  void badImagesAreCountedAndTheFirstTwentyNamed() {
    writeClass(root.resolve("cat"), 4);
    writeClass(root.resolve("dog"), 4);
    for (int i = 0; i < 30; i++) {
      write(root.resolve("dog/bad" + i + ".jpg"), new byte[] {1, 2, 3});
    }
    write(root.resolve("cat/9.png"), png(5, 4, 0));
    write(root.resolve("cat/8.png"), Arrays.copyOf(IMAGE, IMAGE.length / 2));
    Catalog catalog = catalog(root);
    List<Example> all = new ArrayList<>(catalog.training());
    all.addAll(catalog.validation());
    all.addAll(catalog.test());
    LoadedShard loaded = load(catalog, all);
    assertThat(loaded.badCount()).isEqualTo(32);
    assertThat(loaded.shard().size()).isEqualTo(8);
    assertThat(loaded.bad()).hasSize(20).allMatch(text -> text.contains(": "));
    List<Example> cats = all.stream().filter(example -> example.label() == 0).toList();
    assertThat(load(catalog, cats).bad())
        .hasSize(2)
        .anyMatch(text -> text.contains("9.png: expected 4×4 pixels (height×width), found 5×4"))
        .anyMatch(text -> text.contains("8.png: cannot be decoded"));
  }

  @Test
  void aFileThatVanishedIsAFailureOfTheStorage() throws IOException {
    writeClass(root.resolve("cat"), 4);
    writeClass(root.resolve("dog"), 4);
    Catalog catalog = catalog(root);
    Files.delete(Path.of(URI.create(catalog.training().get(0).file())));
    assertThatThrownBy(
            () -> ShardLoader.load(catalog.source(), Datasets.STORAGE, catalog.training()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void cropBringsEveryImageToTheSize() {
    write(root.resolve("cat/1.png"), png(9, 14, 0x102030));
    write(root.resolve("cat/2.png"), png(40, 8, 0x102030));
    write(root.resolve("dog/1.png"), png(3, 3, 0x102030));
    Catalog catalog = Catalog.open(Datasets.cropped(root, 6, 8, 0), Datasets.STORAGE);
    assertThat(catalog.shape()).isEqualTo(new ImageShape(3, 6, 8));
    Shard shard = load(catalog, catalog.training()).shard();
    for (int row = 0; row < shard.size(); row++) {
      assertThat(shard.pixels(row)).hasSize(144).containsOnly(0x10, 0x20, 0x30);
    }
  }

  @Test
  void aRunOfUnreadableImagesIsRefusedWhereTheShapeIsNotSet() {
    write(root.resolve("cat/1.png"), new byte[5]);
    write(root.resolve("dog/1.png"), new byte[0]);
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("cat/1.png", "the file is empty");
  }
}
