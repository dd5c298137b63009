package kindling.data.source;

import static kindling.data.source.Datasets.catalog;
import static kindling.data.source.Datasets.load;
import static kindling.data.source.Datasets.png;
import static kindling.data.source.Datasets.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import kindling.data.DataException;
import kindling.data.files.LeftOut;
import kindling.data.shard.LoadedShard;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebDatasetLayoutTest {
  @TempDir Path root;

  private static byte[] tar(Map<String, byte[]> entries) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes)) {
        for (Map.Entry<String, byte[]> each : entries.entrySet()) {
          TarArchiveEntry entry = new TarArchiveEntry(each.getKey());
          entry.setSize(each.getValue().length);
          out.putArchiveEntry(entry);
          out.write(each.getValue());
          out.closeArchiveEntry();
        }
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Samples of classes by turns; each image is of one colour, its number. */
  private static Map<String, byte[]> samples(
      int first, int count, String ending, IntFunction<String> label) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = first; i < first + count; i++) {
      String key = String.format(Locale.ROOT, "%06d", i);
      entries.put(key + ending, text(label.apply(i)));
      entries.put(key + ".png", png(4, 4, i));
    }
    return entries;
  }

  @Test
  void shardsOfSplitsAreListedAndRead() {
    for (int shard = 0; shard < 2; shard++) {
      write(
          root.resolve("train-00000" + shard + ".tar"),
          tar(samples(20 * shard, 20, ".cls", i -> i % 11 + "\n")));
    }
    write(root.resolve("val-000000.tar"), tar(samples(100, 11, ".cls", i -> "" + i % 11)));
    write(root.resolve("test-000000.tar"), tar(samples(200, 11, ".cls", i -> "" + i % 11)));

    Catalog catalog = catalog(root);

    // By number, and not as text.
    assertThat(catalog.classes())
        .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
    assertThat(catalog.training()).hasSize(40);
    assertThat(catalog.validation()).hasSize(11);
    assertThat(catalog.test()).hasSize(11);
    assertThat(catalog.description()).contains("WebDataset");
    LoadedShard loaded = load(catalog, catalog.training());
    assertThat(loaded.badCount()).isZero();
    for (int i = 0; i < 40; i++) {
      int number = loaded.shard().pixels(i)[32];
      assertThat(catalog.training().get(i).entry())
          .isEqualTo(String.format(Locale.ROOT, "%06d.png", number));
      assertThat(loaded.shard().labels()[i]).isEqualTo(number % 11);
    }
  }

  @Test
  void labelsInJsonAreReadAndNamesAreClasses() {
    write(
        root.resolve("images.tar"),
        tar(
            samples(
                0, 8, ".json", i -> i % 2 == 0 ? "{\"label\": \"cat\"}" : "{\"cls\": \"dog\"}")));

    Catalog catalog = catalog(root.resolve("images.tar"));

    assertThat(catalog.classes()).containsExactly("cat", "dog");
    assertThat(catalog.training().size() + catalog.validation().size() + catalog.test().size())
        .isEqualTo(8);
  }

  @Test
  void whatIsNoSampleIsCounted() {
    Map<String, byte[]> entries = samples(0, 8, ".cls", i -> "" + i % 2);
    entries.put("000000.txt", text("a caption"));
    entries.put("000000.json", text("{}"));
    entries.put("000001.jpg", png(4, 4, 1));
    entries.put("000100.png", png(4, 4, 1));
    entries.put("000101.cls", text("1"));
    entries.put("000102.png", png(4, 4, 1));
    entries.put("000102.cls", text(" "));
    write(root.resolve("train.tar"), tar(entries));

    Catalog catalog = catalog(root);

    assertThat(catalog.inventory().leftOut().counts())
        .isEqualTo(
            Map.of(
                LeftOut.NOT_AN_IMAGE, 1,
                LeftOut.REPEATED, 1,
                LeftOut.WITHOUT_A_LABEL, 2,
                LeftOut.WITHOUT_AN_IMAGE, 1));
  }

  @Property(tries = 50)
  void everyImageIsUsedOrCounted(
      @ForAll @Size(max = 30) List<@IntRange(min = 0, max = 4) Integer> kinds) {
    Map<String, byte[]> entries = samples(0, 8, ".cls", i -> "" + i % 2);
    int images = 8;
    for (int kind : kinds) {
      String key = "x" + entries.size();
      entries.put(key + (kind == 0 ? ".txt" : ".png"), png(4, 4, 1));
      images += kind == 0 ? 0 : 1;
      if (kind > 1) {
        entries.put(key + (kind == 2 ? ".json" : ".cls"), text(kind == 2 ? "{\"label\": 1}" : "0"));
      }
    }
    Path tar = write(Path.of("target/webdataset/samples.tar"), tar(entries));

    Catalog catalog = catalog(tar);

    List<Example> used = new ArrayList<>(catalog.training());
    used.addAll(catalog.validation());
    used.addAll(catalog.test());
    Map<LeftOut, Integer> leftOut = catalog.inventory().leftOut().counts();
    assertThat(used.size() + leftOut.getOrDefault(LeftOut.WITHOUT_A_LABEL, 0)).isEqualTo(images);
    assertThat(leftOut.getOrDefault(LeftOut.NOT_AN_IMAGE, 0))
        .isEqualTo((int) kinds.stream().filter(kind -> kind == 0).count());
    assertThat(load(catalog, used).badCount()).isZero();
  }

  @Test
  void foldersOfClassesInATarStayFoldersOfClasses() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (String name : List.of("cat/1", "cat/2", "cat/3", "dog/1", "dog/2", "dog/3")) {
      entries.put(name + ".png", png(4, 4, 1));
      entries.put(name + ".json", text("{\"label\": 1}"));
    }
    write(root.resolve("images.tar"), tar(entries));

    assertThat(catalog(root.resolve("images.tar")).description()).contains("image folder");
  }

  @Test
  void labelsThatCannotBeReadAreRefused() {
    write(root.resolve("train.tar"), tar(samples(0, 8, ".json", i -> "{\"label\": ")));
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("train.tar!000000.json", "expected a label");
    write(root.resolve("train.tar"), tar(samples(0, 8, ".cls", i -> "1")));
    assertThatThrownBy(() -> catalog(root)).hasMessageContaining("at least 2 classes");
  }
}
