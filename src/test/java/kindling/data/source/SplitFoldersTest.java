package kindling.data.source;

import static kindling.data.source.Datasets.catalog;
import static kindling.data.source.Datasets.write;
import static kindling.data.source.Datasets.writeClass;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kindling.data.DataException;
import kindling.data.files.LeftOut;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders of splits by the names that people give them, and folders that are no classes. */
class SplitFoldersTest {
  @TempDir Path root;

  private void twoClasses(String folder, int images) {
    writeClass(root.resolve(folder + "/cat"), images);
    writeClass(root.resolve(folder + "/dog"), images);
  }

  @ParameterizedTest
  @CsvSource({
    "train, test, val",
    "Training, Testing, Validation",
    "TRAIN, Test, valid",
    "train, eval, dev",
    "train, test, eval",
    "training, TEST, Development"
  })
  void splitsAreKnownByTheirNames(String training, String test, String validation) {
    twoClasses(training, 5);
    twoClasses(test, 2);
    twoClasses(validation, 3);
    write(root.resolve("README.txt"), new byte[1]);
    Catalog catalog = catalog(root);
    assertThat(catalog.classes()).containsExactly("cat", "dog");
    assertThat(catalog.training()).hasSize(10).allMatch(e -> e.file().contains("/" + training));
    assertThat(catalog.validation()).hasSize(6).allMatch(e -> e.file().contains("/" + validation));
    assertThat(catalog.test()).hasSize(4).allMatch(e -> e.file().contains("/" + test));
    assertThat(catalog.inventory().test().origin()).endsWith("/" + test);
  }

  @Test
  void splitsLieOneLevelDownWithOtherFilesBesideThem() {
    twoClasses("photos/Training", 5);
    twoClasses("photos/Testing", 2);
    write(root.resolve("photos/LICENSE.txt"), new byte[1]);
    write(root.resolve("docs/paper.pdf"), new byte[1]);
    Catalog catalog = catalog(root);
    assertThat(catalog.test()).hasSize(4);
    assertThat(catalog.inventory().beside().counts()).containsEntry(LeftOut.NOT_AN_IMAGE, 2);
  }

  @Test
  void whatIsNoImageDoesNotStopTheSearchForTheClasses() {
    twoClasses("photos", 4);
    write(root.resolve("photos/LICENSE.txt"), new byte[1]);
    write(root.resolve("README"), new byte[1]);
    assertThat(catalog(root).classes()).containsExactly("cat", "dog");
  }

  @Test
  void twoFoldersOfOneSplitAreRefused() {
    twoClasses("train", 4);
    twoClasses("Training", 4);
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("expected one training split", "Training, train");
  }

  @Test
  void aSplitWithoutImagesIsRefusedAndNotCutFromTraining() {
    twoClasses("train", 4);
    write(root.resolve("Test/labels.csv"), new byte[1]);
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("expected images", "Test");
  }

  @Test
  void foldersThatHoldTheSameFoldersAreNoClasses() {
    twoClasses("fold1", 4);
    twoClasses("fold2", 4);
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("expected a folder for each class", "cat, dog", "fold1, fold2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"train,test", "Training,Validation", "seg_train,seg_test", "cat,dog,val"})
  void foldersNamedAsSplitsAreNoClasses(String names) {
    for (String name : names.split(",")) {
      writeClass(root.resolve(name), 4);
    }
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("expected a folder for each class", "names are those of splits");
  }

  @Test
  void foldersOfWhichOneHoldsSplitsAreNoClasses() {
    twoClasses("first/train", 4);
    twoClasses("first/test", 4);
    writeClass(root.resolve("second"), 4);
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("first holds splits of its own");
  }

  @Test
  void foldersOfWhichOneHoldsTheOthersAgainAreNoClasses() {
    twoClasses("flowers", 4);
    twoClasses("flowers/flowers", 4);
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("flowers holds folders of the same names");
  }

  @Test
  void aTestSplitAloneIsNotTrainedOn() {
    twoClasses("Test", 4);
    write(root.resolve("train.zip"), new byte[1]);
    assertThatThrownBy(() -> catalog(root))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected a training split beside Test");
  }

  @Test
  void anImageBesideTheClassesDoesNotStopTheSearch() {
    twoClasses("photos", 4);
    write(root.resolve("photos/overview.png"), Datasets.png(4, 4, 1));
    Catalog catalog = catalog(root);
    assertThat(catalog.classes()).containsExactly("cat", "dog");
    assertThat(catalog.inventory().leftOut().counts())
        .containsExactlyEntriesOf(Map.of(LeftOut.IN_NO_CLASS_FOLDER, 1));
  }

  @Test
  void aTrainIsAVehicleToo() {
    for (String name : List.of("bus", "car", "train")) {
      writeClass(root.resolve(name), 4);
    }
    assertThat(catalog(root).classes()).containsExactly("bus", "car", "train");
  }

  @Test
  void imagesMayLieInOneFolderOfEachClass() {
    writeClass(root.resolve("train/cat/images"), 4);
    writeClass(root.resolve("train/dog/images"), 4);
    assertThat(catalog(root).classes()).containsExactly("cat", "dog");
  }

  @Test
  void whatLiesBesideTheSplitsIsCounted() {
    twoClasses("train", 4);
    twoClasses("test", 4);
    writeClass(root.resolve("unlabelled"), 3);
    write(root.resolve("cover.png"), Datasets.png(4, 4, 0));
    assertThat(catalog(root).inventory().beside().counts())
        .containsExactlyEntriesOf(Map.of(LeftOut.IN_NO_SPLIT, 4));
  }
}
