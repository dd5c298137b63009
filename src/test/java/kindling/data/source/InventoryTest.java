package kindling.data.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import kindling.data.DataException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.apache.hadoop.fs.FileUtil;

/** Every file under data.path is an example or counted under a reason. */
class InventoryTest {
  private static final byte[] IMAGE = Datasets.png(2, 2, 0x102030);

  private final Path folder = Path.of("target/inventory");

  /** Paths of files, some of which lie where a dataset has its images. */
  @Provide
  Arbitrary<Set<String>> trees() {
    Arbitrary<String> split = Arbitraries.of("", "train/", "Test/", "val/", "extra/", "photos/");
    Arbitrary<String> top = Arbitraries.of("", "", "", "set/", ".git/");
    Arbitrary<String> name = Arbitraries.of("cat/", "dog/", "cat/deep/", "", "__MACOSX/", "_x/");
    Arbitrary<String> file =
        Arbitraries.of(
            "1.png",
            "2.PNG",
            "_3.jfif",
            "4",
            "notes.txt",
            "README",
            ".hidden.png",
            "Thumbs.db",
            "a:b.png",
            "old.zip.txt",
            "more.zip",
            "more.rar");
    return Combinators.combine(top, split, name, file)
        .as((a, b, c, d) -> a + b + c + d)
        .set()
        .ofMinSize(1)
        .ofMaxSize(60);
  }

  @Property(tries = 300)
  void usedAndLeftOutAreAllThereAre(@ForAll("trees") Set<String> tree) {
    Path root = folder.resolve("tree");
    FileUtil.fullyDelete(root.toFile());
    for (String path : tree) {
      byte[] content = path.endsWith("README") || path.endsWith(".txt") ? new byte[9] : IMAGE;
      Datasets.write(root.resolve(path), content);
    }
    // The classes that every dataset needs.
    for (String name : List.of("cat", "dog")) {
      String at = tree.stream().anyMatch(path -> path.startsWith("train/")) ? "train/" : "";
      Datasets.writeClass(root.resolve(at + name + "/sure"), 2);
    }
    check(root, files(root));
  }

  @Property(tries = 100)
  void theSameOfArchives(@ForAll("trees") Set<String> tree) {
    Path root = folder.resolve("zip");
    FileUtil.fullyDelete(root.toFile());
    Map<String, byte[]> entries = new LinkedHashMap<>();
    tree.forEach(path -> entries.put(path, path.endsWith("README") ? new byte[9] : IMAGE));
    entries.put("cat/sure.png", IMAGE);
    entries.put("dog/sure.png", IMAGE);
    Path zip = Datasets.write(root.resolve("Set.ZIP"), Datasets.zip(entries));
    Datasets.write(root.resolve("about.txt"), new byte[3]);
    check(root, entries.size() + 1);
    check(zip, entries.size());
  }

  private static void check(Path place, long files) {
    Catalog catalog;
    try {
      catalog = Datasets.catalog(place);
    } catch (DataException refused) {
      Statistics.label("refused").collect(true);
      assertThat(refused).hasMessageContaining("expected");
      return;
    }
    Statistics.label("refused").collect(false);
    int used = catalog.training().size() + catalog.validation().size() + catalog.test().size();
    assertThat(used + catalog.inventory().leftOut().files()).isEqualTo((int) files);
  }

  private static long files(Path root) {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
