package kindling.data.source;

import static kindling.data.source.Datasets.STORAGE;
import static kindling.data.source.Datasets.shapes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import kindling.data.Batches;
import kindling.data.DataException;
import org.junit.jupiter.api.Test;

class SplitsTest {
  private static List<Example> examples(int... perClass) {
    List<Example> examples = new ArrayList<>();
    for (int label = 0; label < perClass.length; label++) {
      for (int i = 0; i < perClass[label]; i++) {
        examples.add(new Example(examples.size(), label, "f", String.valueOf(i)));
      }
    }
    return examples;
  }

  private static long of(List<Example> examples, int label) {
    return examples.stream().filter(example -> example.label() == label).count();
  }

  @Test
  void cutIsStratifiedSeededDisjointAndComplete() {
    List<Example> all = examples(100, 37, 2, 1);
    StratifiedSplit cut = StratifiedSplit.split(all, 0.2, 5);
    assertThat(List.of(of(cut.taken(), 0), of(cut.taken(), 1))).containsExactly(20L, 7L);
    assertThat(List.of(of(cut.taken(), 2), of(cut.taken(), 3))).containsExactly(0L, 0L);
    List<Example> both = new ArrayList<>(cut.kept());
    both.addAll(cut.taken());
    assertThat(both).containsExactlyInAnyOrderElementsOf(all);
    assertThat(cut.kept()).isSortedAccordingTo((a, b) -> Integer.compare(a.id(), b.id()));
    assertThat(StratifiedSplit.split(all, 0.2, 5)).isEqualTo(cut);
    assertThat(StratifiedSplit.split(all, 0.2, 6)).isNotEqualTo(cut);
    assertThat(StratifiedSplit.split(examples(3, 3), 0.99, 5).kept()).hasSize(2);
  }

  @Test
  void validationExamplesKeepTheirIdsInTheTrainingList() {
    Catalog catalog = Catalog.open(shapes(200, 50), STORAGE);
    Set<Integer> ids = new HashSet<>();
    catalog.training().forEach(example -> ids.add(example.id()));
    catalog.validation().forEach(example -> ids.add(example.id()));
    assertThat(ids).hasSize(200).contains(0, 199);
    assertThat(catalog.validation()).hasSize(40).allMatch(e -> e.id() == e.record());
    assertThat(catalog.test()).extracting(Example::id).startsWith(0).endsWith(49);
  }

  @Test
  void dealGivesEveryExampleToOneWorker() {
    List<Example> all = examples(50, 53);
    List<List<Example>> shares = Sharding.deal(all, 4, 3);
    assertThat(shares).extracting(List::size).allMatch(size -> size == 25 || size == 26);
    assertThat(shares.stream().flatMap(List::stream))
        .containsExactlyInAnyOrderElementsOf(all)
        .isNotEqualTo(all);
    assertThat(Sharding.deal(all, 4, 3)).isEqualTo(shares);
    assertThat(Sharding.deal(all, 4, 4)).isNotEqualTo(shares);
  }

  @Test
  void moreWorkersThanExamplesAreRefused() {
    assertThatThrownBy(() -> Sharding.deal(examples(2, 1), 5, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("more workers than examples", "5 workers", "found 3", "lower");
  }

  @Test
  void batchesDifferByAtMostOneAndCoverEverything() {
    for (int n = 1; n < 200; n++) {
      int count = Batches.count(n, 32);
      assertThat(count).isEqualTo((n + 31) / 32);
      assertThat(Batches.start(n, count, 0)).isZero();
      assertThat(Batches.start(n, count, count)).isEqualTo(n);
      for (int i = 0; i < count; i++) {
        int size = Batches.start(n, count, i + 1) - Batches.start(n, count, i);
        assertThat(size).isBetween(n / count, n / count + 1).isLessThanOrEqualTo(32);
      }
    }
    assertThat(Batches.count(0, 32)).isZero();
  }
}
