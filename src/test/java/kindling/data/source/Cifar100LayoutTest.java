package kindling.data.source;

import static kindling.data.source.Datasets.STORAGE;
import static kindling.data.source.Datasets.load;
import static kindling.data.source.Datasets.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kindling.data.DataException;
import kindling.data.files.LeftOut;
import kindling.data.shard.Shard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar100LayoutTest {
  private static final int RECORD = 3074;

  @TempDir Path root;

  /** Record i of coarse label i mod 20 and fine label i mod 100, all pixels of the value i. */
  private static byte[] records(int count) {
    byte[] records = new byte[count * RECORD];
    for (int i = 0; i < count; i++) {
      java.util.Arrays.fill(records, i * RECORD, (i + 1) * RECORD, (byte) i);
      records[i * RECORD] = (byte) (i % 20);
      records[i * RECORD + 1] = (byte) (i % 100);
    }
    return records;
  }

  private static byte[] names(String word, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> word + i)
        .collect(Collectors.joining("\n"))
        .getBytes(StandardCharsets.UTF_8);
  }

  private void writeFiles(Path folder) {
    write(folder.resolve("train.bin"), records(200));
    write(folder.resolve("test.bin"), records(100));
    write(folder.resolve("fine_label_names.txt"), names("fine", 100));
    write(folder.resolve("coarse_label_names.txt"), names("coarse", 20));
  }

  private static Catalog catalog(Path path, Cifar100Labels labels) {
    DataSettings usual = Datasets.settings(path, DataFormat.AUTO);
    return Catalog.open(
        new DataSettings(
            usual.path(),
            usual.format(),
            0,
            0,
            0,
            usual.orientation(),
            usual.framing(),
            0.5,
            0,
            10,
            10,
            1,
            usual.limits(),
            new FormatSettings(ParquetColumns.CONVENTION, labels)),
        STORAGE);
  }

  @Test
  void fineLabelsAreReadAndTheNamesOfTheOthersAreCounted() {
    writeFiles(root);
    Catalog catalog = catalog(root, Cifar100Labels.FINE);
    assertThat(catalog.classes()).hasSize(100).startsWith("fine0").endsWith("fine99");
    assertThat(catalog.description()).contains("CIFAR-100 (fine labels)");
    assertThat(catalog.inventory().leftOut().counts()).isEqualTo(Map.of(LeftOut.IN_NO_SPLIT, 1));
    assertPixels(catalog, 100);
  }

  @Test
  void coarseLabelsAreReadInTheArchivesOwnFolder() {
    writeFiles(root.resolve("cifar-100-binary"));
    Catalog catalog = catalog(root, Cifar100Labels.COARSE);
    assertThat(catalog.classes()).hasSize(20).startsWith("coarse0").endsWith("coarse19");
    assertPixels(catalog, 20);
  }

  private static void assertPixels(Catalog catalog, int classes) {
    assertThat(catalog.training()).hasSize(100);
    assertThat(catalog.test()).hasSize(100);
    Shard shard = load(catalog, catalog.training()).shard();
    for (int i = 0; i < shard.size(); i++) {
      int record = catalog.training().get(i).record();
      assertThat(shard.labels()[i]).isEqualTo(record % classes);
      assertThat(shard.pixels(i)).hasSize(3072).containsOnly(record);
    }
  }

  @Test
  void damagedFilesAreNamed() {
    writeFiles(root);
    write(root.resolve("train.bin"), new byte[3073]);
    assertThatThrownBy(() -> catalog(root, Cifar100Labels.FINE))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("train.bin", "3,074", "3,073");
    byte[] mislabelled = records(200);
    mislabelled[RECORD + 1] = 100;
    write(root.resolve("train.bin"), mislabelled);
    assertThatThrownBy(() -> catalog(root, Cifar100Labels.FINE))
        .hasMessageContainingAll("labels 0 to 99", "found 100 in record 1");
    assertThat(catalog(root, Cifar100Labels.COARSE).classes()).hasSize(20);
    write(root.resolve("coarse_label_names.txt"), names("coarse", 3));
    assertThatThrownBy(() -> catalog(root, Cifar100Labels.COARSE))
        .hasMessageContainingAll("coarse_label_names.txt", "expected 20 class names", "found 3");
  }
}
