package kindling.data.source;

import static kindling.data.source.Datasets.catalog;
import static kindling.data.source.Datasets.gzip;
import static kindling.data.source.Datasets.idxImages;
import static kindling.data.source.Datasets.idxLabels;
import static kindling.data.source.Datasets.load;
import static kindling.data.source.Datasets.settings;
import static kindling.data.source.Datasets.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import kindling.data.DataException;
import kindling.data.ImageShape;
import kindling.data.shard.Shard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxLayoutTest {
  @TempDir Path root;

  private void writeFiles(byte[] images, byte[] labels, String ending) {
    write(root.resolve("train-images-idx3-ubyte" + ending), images);
    write(root.resolve("train-labels-idx1-ubyte" + ending), labels);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".gz"})
  void plainAndGzippedFilesAreRead(String ending) {
    byte[] images = idxImages(6);
    byte[] labels = idxLabels(2, 10, 2, 10, 2, 10);
    boolean gz = !ending.isEmpty();
    writeFiles(gz ? gzip(images) : images, gz ? gzip(labels) : labels, ending);
    write(root.resolve("t10k-images-idx3-ubyte"), idxImages(2));
    write(root.resolve("t10k-labels-idx1-ubyte"), idxLabels(10, 2));
    Catalog catalog = catalog(root);
    assertThat(catalog.classes()).containsExactly("2", "10");
    assertThat(catalog.shape()).isEqualTo(new ImageShape(1, 2, 3));
    assertThat(catalog.test()).extracting(Example::label).containsExactly(1, 0);
    Shard shard = load(catalog, catalog.training()).shard();
    for (int i = 0; i < shard.size(); i++) {
      assertThat(shard.labels()[i]).isEqualTo(shard.ids()[i] % 2);
      assertThat(shard.pixels(i)).hasSize(6).containsOnly(shard.ids()[i]);
    }
  }

  @Test
  void grayBecomesColourWhereChannelsAreAskedFor() {
    writeFiles(idxImages(4), idxLabels(0, 1, 0, 1), "");
    Catalog catalog = Catalog.open(Datasets.cropped(root, 2, 3, 3), Datasets.STORAGE);
    assertThat(load(catalog, catalog.training()).shard().pixels(0)).hasSize(18);
  }

  @Test
  void damagedFilesAreNamed() {
    byte[] labels = idxLabels(0, 1, 0, 1);
    writeFiles(Arrays.copyOf(idxImages(4), 30), labels, "");
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("train-images", "expected 24 bytes", "found 14");
    writeFiles(labels, labels, "");
    assertThatThrownBy(() -> catalog(root))
        .hasMessageContainingAll("train-images", "0x00000803", "found 0x00000801");
    writeFiles(idxImages(4), new byte[0], "");
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("train-labels", "empty or cut off");
    writeFiles(idxImages(4), idxLabels(0, 1, 0), "");
    assertThatThrownBy(() -> catalog(root))
        .hasMessageContainingAll("as many labels as images", "4 images", "3 labels");
    byte[] zipped = gzip(idxImages(4));
    writeFiles(Arrays.copyOf(zipped, zipped.length - 12), labels, "");
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("train-images", "cut off");
  }

  @Test
  void missingLabelsAndOtherClassesInTestAreNamed() {
    write(root.resolve("train-images-idx3-ubyte"), idxImages(4));
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("found only train-images");
    writeFiles(idxImages(4), idxLabels(0, 1, 0, 1), "");
    write(root.resolve("t10k-images-idx3-ubyte"), idxImages(2));
    write(root.resolve("t10k-labels-idx1-ubyte"), idxLabels(0, 3));
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("only in train: 1", "only in test: 3");
  }

  @Test
  void cifarIsNotFoundWhereItIsAskedFor() {
    writeFiles(idxImages(4), idxLabels(0, 1, 0, 1), "");
    assertThatThrownBy(() -> Catalog.open(settings(root, DataFormat.CIFAR10), Datasets.STORAGE))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("data_batch", "train-images");
  }
}
