package kindling.data;

import static kindling.data.Datasets.catalog;
import static kindling.data.Datasets.load;
import static kindling.data.Datasets.png;
import static kindling.data.Datasets.write;
import static kindling.data.Datasets.writeClass;
import static kindling.data.Datasets.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  private static final byte[] IMAGE = png(4, 4, 0x102030);

  @TempDir Path root;

  @Test
  void classFoldersAloneAreCutIntoThreeSplits() {
    writeClass(root.resolve("cat"), 20);
    writeClass(root.resolve("dog"), 40);
    Catalog catalog = catalog(root);
    assertThat(catalog.classes()).containsExactly("cat", "dog");
    assertThat(catalog.test()).hasSize(15);
    assertThat(catalog.validation()).hasSize(9);
    assertThat(catalog.training()).hasSize(36);
    assertThat(catalog.shape()).isEqualTo(new ImageShape(3, 4, 4));
    assertThat(catalog.description())
        .contains("image folder at file:", "2 classes", "training 36", "validation 9", "test 15");
  }

  @Test
  void trainAndTestFoldersAreKeptApart() {
    writeClass(root.resolve("train/cat"), 5);
    writeClass(root.resolve("train/dog"), 5);
    writeClass(root.resolve("test/cat"), 2);
    writeClass(root.resolve("test/dog"), 1);
    Catalog catalog = catalog(root);
    assertThat(catalog.training()).hasSize(8);
    assertThat(catalog.validation()).hasSize(2);
    assertThat(catalog.test()).extracting(Example::id).containsExactly(0, 1, 2);
    assertThat(catalog.test()).extracting(Example::label).containsExactly(0, 0, 1);
    assertThat(catalog.test()).allMatch(example -> example.file().contains("/test/"));
  }

  @Test
  void validationFolderIsTheTestSplitWhereThereIsNoOther() {
    writeClass(root.resolve("train/cat"), 5);
    writeClass(root.resolve("train/dog"), 5);
    writeClass(root.resolve("val/cat"), 2);
    writeClass(root.resolve("val/dog"), 2);
    Catalog catalog = catalog(root);
    assertThat(catalog.test()).allMatch(example -> example.file().contains("/val/")).hasSize(4);
    assertThat(catalog.validation()).allMatch(example -> example.file().contains("/train/"));
  }

  @Test
  void allThreeFoldersAreTakenAsTheyAre() {
    for (String split : List.of("train", "validation", "test")) {
      writeClass(root.resolve(split + "/cat"), 3);
      writeClass(root.resolve(split + "/dog"), 3);
    }
    Catalog catalog = catalog(root);
    assertThat(catalog.training()).hasSize(6);
    assertThat(catalog.validation()).extracting(Example::id).containsExactly(6, 7, 8, 9, 10, 11);
    assertThat(catalog.validation()).allMatch(e -> e.file().contains("/validation/"));
    assertThat(catalog.test()).allMatch(e -> e.file().contains("/test/"));
  }

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
    assertThat(load(catalog, catalog.test()).shard().pixels()[0]).startsWith(16).hasSize(48);
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

  @Test
  void emptyClassFoldersAreNamed() throws IOException {
    writeClass(root.resolve("train/cat"), 5);
    writeClass(root.resolve("train/dog"), 5);
    Files.createDirectories(root.resolve("train/emu"));
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("found none in emu", "fill or remove");
  }

  @Test
  void classesThatDifferBetweenSplitsAreNamed() {
    writeClass(root.resolve("train/cat"), 5);
    writeClass(root.resolve("train/dog"), 5);
    writeClass(root.resolve("test/cat"), 5);
    writeClass(root.resolve("test/gnu"), 5);
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("only in train: dog", "only in test: gnu");
  }

  @Test
  void oneClassOrNoImagesAreRefused() throws IOException {
    assertThatThrownBy(() -> catalog(root.resolve("missing")))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("missing", "found nothing there");
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("train.zip", "data_batch", "idx3", "found none");
    Files.createDirectories(root.resolve("cat"));
    assertThatThrownBy(() -> catalog(root)).hasMessageContaining("expected images");
    writeClass(root.resolve("cat"), 5);
    assertThatThrownBy(() -> catalog(root)).hasMessageContaining("at least 2 classes");
  }

  @Test
  void hiddenNamesAndOtherFilesAreLeftAside() {
    writeClass(root.resolve("cat"), 4);
    writeClass(root.resolve("dog"), 4);
    writeClass(root.resolve(".cache"), 4);
    writeClass(root.resolve("_logs"), 4);
    write(root.resolve("dog/notes.txt"), new byte[1]);
    write(root.resolve("README.md"), new byte[1]);
    Catalog catalog = catalog(root);
    assertThat(catalog.classes()).containsExactly("cat", "dog");
    assertThat(catalog.description()).endsWith("2 other files left aside");
  }

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
            () ->
                ShardLoader.load(
                    catalog.source(), Datasets.STORAGE, catalog.shape(), catalog.training()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void cropBringsEveryImageToTheSize() {
    write(root.resolve("cat/1.png"), png(9, 14, 0x102030));
    write(root.resolve("cat/2.png"), png(40, 8, 0x102030));
    write(root.resolve("dog/1.png"), png(3, 3, 0x102030));
    Catalog catalog = Catalog.of(Datasets.cropped(root, 6, 8, 0), Datasets.STORAGE);
    assertThat(catalog.shape()).isEqualTo(new ImageShape(3, 6, 8));
    for (byte[] image : load(catalog, catalog.training()).shard().pixels()) {
      assertThat(image).hasSize(144).containsOnly(0x10, 0x20, 0x30);
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
