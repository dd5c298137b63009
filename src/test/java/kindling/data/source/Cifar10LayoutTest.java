package kindling.data.source;

import static kindling.data.source.Datasets.catalog;
import static kindling.data.source.Datasets.cifar;
import static kindling.data.source.Datasets.load;
import static kindling.data.source.Datasets.settings;
import static kindling.data.source.Datasets.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import kindling.data.DataException;
import kindling.data.files.LeftOut;
import kindling.data.shard.Shard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10LayoutTest {
  private static final String NAMES =
      "plane\ncar\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n";

  @TempDir Path root;

  private void writeBatches(Path folder) {
    write(folder.resolve("data_batch_1.bin"), cifar(30));
    write(folder.resolve("data_batch_2.bin"), cifar(20));
    write(folder.resolve("test_batch.bin"), cifar(10));
  }

  @Test
  void batchesAreListedAndRead() {
    writeBatches(root);
    Catalog catalog = catalog(root);
    assertThat(catalog.classes()).hasSize(10).startsWith("0");
    assertThat(catalog.training()).hasSize(40);
    assertThat(catalog.validation()).hasSize(10);
    assertThat(catalog.test()).hasSize(10);
    Shard shard = load(catalog, catalog.training()).shard();
    for (int i = 0; i < shard.size(); i++) {
      Example example = catalog.training().get(i);
      assertThat(shard.labels()[i]).isEqualTo(example.record() % 10);
      assertThat(shard.pixels(i)).hasSize(3072).containsOnly(example.record());
    }
  }

  @Test
  void theArchivesOwnFolderAndClassNamesAreFound() {
    writeBatches(root.resolve("cifar-10-batches-bin"));
    write(
        root.resolve("cifar-10-batches-bin/batches.meta.txt"),
        NAMES.getBytes(StandardCharsets.UTF_8));
    write(root.resolve("cifar-10-batches-bin/readme.html"), new byte[1]);
    write(root.resolve("cifar-10-binary.tar.gz"), new byte[1]);
    Catalog catalog = catalog(root);
    assertThat(catalog.classes()).startsWith("plane").endsWith("truck").hasSize(10);
    assertThat(catalog.inventory().leftOut().counts())
        .containsExactlyEntriesOf(Map.of(LeftOut.IN_NO_SPLIT, 2));
  }

  @Test
  void damagedFilesAreNamed() {
    writeBatches(root);
    write(root.resolve("data_batch_2.bin"), Arrays.copyOf(cifar(20), 50_000));
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("data_batch_2.bin", "3,073", "50,000");
    write(root.resolve("data_batch_2.bin"), new byte[0]);
    assertThatThrownBy(() -> catalog(root)).hasMessageContainingAll("data_batch_2.bin", "0 bytes");
    byte[] mislabelled = cifar(2);
    mislabelled[3073] = 11;
    write(root.resolve("data_batch_2.bin"), mislabelled);
    assertThatThrownBy(() -> catalog(root)).hasMessageContaining("found 11 in record 1");
  }

  @Test
  void anotherFormatThanAskedForIsRefused() {
    writeBatches(root);
    assertThatThrownBy(() -> Catalog.open(settings(root, DataFormat.IDX), Datasets.STORAGE))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("idx3-ubyte", "data_batch_1.bin");
    assertThatThrownBy(
            () -> Catalog.open(settings(root, DataFormat.IMAGE_FOLDER), Datasets.STORAGE))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("one folder per class", "data_batch_1.bin");
    assertThatThrownBy(
            () ->
                Catalog.open(
                    settings(root.resolve("test_batch.bin"), DataFormat.CIFAR10), Datasets.STORAGE))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected a directory");
  }
}
