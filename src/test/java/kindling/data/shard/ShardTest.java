package kindling.data.shard;

import static kindling.data.source.Datasets.STORAGE;
import static kindling.data.source.Datasets.load;
import static kindling.data.source.Datasets.sent;
import static kindling.data.source.Datasets.shapes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import kindling.data.DataException;
import kindling.data.ImageShape;
import kindling.data.Normalization;
import kindling.data.Storage;
import kindling.data.augment.Augmentation;
import kindling.data.batch.Batch;
import kindling.data.batch.BatchReader;
import kindling.data.source.Catalog;
import kindling.data.source.Example;
import kindling.data.source.ShardLoader;
import kindling.data.source.Sharding;
import kindling.data.source.Source;
import org.junit.jupiter.api.Test;

class ShardTest {
  private final Catalog catalog = Catalog.open(shapes(100, 20), STORAGE);

  @Test
  void sumsAndDigestDoNotDependOnSharding() {
    LoadedShard whole = load(catalog, catalog.training());
    for (int workers : new int[] {2, 3, 7}) {
      ChannelSums sums = null;
      DatasetDigest digest = DatasetDigest.EMPTY;
      for (List<Example> share : Sharding.deal(catalog.training(), workers, workers)) {
        LoadedShard part = load(catalog, share);
        sums = sums == null ? part.sums() : sums.merge(part.sums());
        digest = digest.merge(part.digest());
      }
      assertThat(sums).usingRecursiveComparison().isEqualTo(whole.sums());
      assertThat(digest).isEqualTo(whole.digest());
    }
    assertThat(whole.digest().toString()).hasSize(32);
    assertThat(load(catalog, catalog.validation()).digest()).isNotEqualTo(whole.digest());
  }

  @Test
  void normalizationIsThatOfTheImages() {
    byte[][] pixels = {{0, 10, (byte) 255, 7, 7, 7}, {0, 30, (byte) 200, 7, 7, 7}};
    Shard shard = new Shard(new ImageShape(2, 1, 3), new int[] {0, 1}, new int[] {0, 0}, pixels);
    ChannelSums sums = ChannelSums.of(shard);
    assertThat(sums.count()).isEqualTo(6);
    assertThat(sums.sum()).containsExactly(495, 42);
    assertThat(sums.sumOfSquares()).containsExactly(106_025, 294);
    Normalization normalization = sums.normalization();
    assertThat(normalization.mean()[0]).isEqualTo((float) (82.5 / 255));
    double variance = 106_025 / 6.0 - 82.5 * 82.5;
    assertThat((double) normalization.std()[0]).isCloseTo(Math.sqrt(variance) / 255, within(1e-7));
    assertThat(normalization.std()[1]).isEqualTo(1);
    assertThatThrownBy(() -> load(catalog, List.of()).sums().normalization())
        .isInstanceOf(DataException.class);
  }

  @Test
  void manyPixelsDoNotOverflow() {
    long count = 70_000_000_000L;
    ChannelSums sums =
        new ChannelSums(count, new long[] {count * 100}, new long[] {count * 10_400});
    assertThat(sums.normalization().std()[0]).isEqualTo((float) (20 / 255.0));
  }

  @Test
  void whatIsSentToExecutorsSurvives() throws Exception {
    Source source = sent(catalog.source());
    Storage storage = sent(STORAGE);
    List<Example> examples = sent(catalog.test());
    assertThat(examples).isEqualTo(catalog.test());
    LoadedShard loaded = ShardLoader.load(source, storage, examples);
    assertThat(sent(loaded)).usingRecursiveComparison().isEqualTo(loaded);
    assertThat(loaded.shard().ids()).isEqualTo(load(catalog, catalog.test()).shard().ids());
    BatchReader reader =
        new BatchReader(
            sent(loaded.shard()), loaded.sums().normalization(), new Augmentation(4, 0.5), 1, 2);
    Batch batch = reader.training(0, 8, 0);
    assertThat(sent(batch)).usingRecursiveComparison().isEqualTo(batch);
  }
}
