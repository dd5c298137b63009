package kindling.data.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FewExamplesTest {
  @TempDir Path folder;
  private Catalog all;

  @BeforeEach
  void write() {
    for (String split : List.of("train", "test")) {
      Datasets.writeClass(folder.resolve(split).resolve("cat"), 30);
      Datasets.writeClass(folder.resolve(split).resolve("dog"), 10);
    }
    all = Catalog.open(Datasets.settings(folder), Datasets.STORAGE);
  }

  @Test
  void areAsManyOfEachClassAsThereAreAtMost() {
    Catalog few = all.withExamplesPerClass(9, 1);
    assertThat(few.training()).isSubsetOf(all.training()).doesNotHaveDuplicates();
    assertThat(few.training().stream().filter(e -> e.label() == 0)).hasSize(9);
    assertThat(few.training().stream().filter(e -> e.label() == 1)).hasSize(8);
    assertThat(few.validation()).isEqualTo(all.validation());
    assertThat(few.test()).isEqualTo(all.test());
    assertThat(few.description()).contains("17, at most 9 of each class (seed 1)");
  }

  @Test
  void areDrawnByTheSeedAndFewerAreAmongMore() {
    List<Example> five = all.withExamplesPerClass(5, 1).training();
    assertThat(all.withExamplesPerClass(5, 1).training()).isEqualTo(five);
    assertThat(all.withExamplesPerClass(5, 2).training()).isNotEqualTo(five);
    assertThat(all.withExamplesPerClass(7, 1).training()).containsAll(five);
    assertThat(all.withExamplesPerClass(0, 1)).isSameAs(all);
  }
}
