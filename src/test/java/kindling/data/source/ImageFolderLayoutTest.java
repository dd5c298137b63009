package kindling.data.source;

import static kindling.data.source.Datasets.catalog;
import static kindling.data.source.Datasets.write;
import static kindling.data.source.Datasets.writeClass;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kindling.data.DataException;
import kindling.data.ImageShape;
import kindling.data.files.LeftOut;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderLayoutTest {
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
  void labelsMayBeThoseOfOtherClassesInAnotherOrder() {
    writeClass(root.resolve("cat"), 5);
    writeClass(root.resolve("dog"), 5);
    Catalog catalog = catalog(root).withClasses(List.of("dog", "emu", "cat"));
    assertThat(catalog.classes()).containsExactly("dog", "emu", "cat");
    for (Examples split : List.of(catalog.training(), catalog.validation(), catalog.test())) {
      assertThat(split)
          .isNotEmpty()
          .allMatch(e -> e.label() == (e.file().contains("/cat/") ? 2 : 0));
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
  void hiddenNamesAndOtherFilesAreLeftOutAndCounted() {
    writeClass(root.resolve("cat"), 4);
    writeClass(root.resolve("dog"), 4);
    writeClass(root.resolve(".cache"), 4);
    writeClass(root.resolve("__MACOSX/dog"), 4);
    write(root.resolve("dog/notes.txt"), new byte[1]);
    write(root.resolve("README.md"), new byte[1]);
    Catalog catalog = catalog(root);
    assertThat(catalog.classes()).containsExactly("cat", "dog");
    assertThat(catalog.description()).endsWith("10 files left out");
    assertThat(catalog.inventory().leftOut().counts())
        .containsExactly(entry(LeftOut.NOT_AN_IMAGE, 2), entry(LeftOut.HIDDEN, 8));
  }
}
