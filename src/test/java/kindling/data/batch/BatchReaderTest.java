package kindling.data.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import kindling.data.BadImageException;
import kindling.data.Batches;
import kindling.data.Framing;
import kindling.data.ImageResizer;
import kindling.data.ImageShape;
import kindling.data.Normalization;
import kindling.data.Pixels;
import kindling.data.ResizePolicy;
import kindling.data.Seeds;
import kindling.data.augment.Augmentation;
import kindling.data.augment.Cutout;
import kindling.data.augment.Mixing;
import kindling.data.augment.ResizedCrop;
import kindling.data.shard.FoundPictures;
import kindling.data.shard.Shard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchReaderTest {
  private static final ImageShape SHAPE = new ImageShape(2, 5, 4);
  private static final Normalization NORMALIZATION =
      new Normalization(new float[] {0.5f, 0.25f}, new float[] {0.5f, 2});
  private static final Augmentation AUGMENTATION = new Augmentation(2, 0.5);

  private static Shard shard(int... ids) {
    byte[][] pixels = new byte[ids.length][SHAPE.size()];
    for (int i = 0; i < ids.length; i++) {
      new Random(ids[i]).nextBytes(pixels[i]);
    }
    return new Shard(SHAPE, ids, IntStream.of(ids).map(id -> id % 3).toArray(), pixels);
  }

  private static BatchReader reader(Shard shard, Augmentation augmentation, long shardSeed) {
    return new BatchReader(shard, NORMALIZATION, augmentation, 11, shardSeed);
  }

  private static List<Integer> epoch(BatchReader reader, int epoch, int n) {
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < Batches.count(n, 4); i++) {
      Arrays.stream(reader.training(epoch, 4, i).ids()).forEach(ids::add);
    }
    return ids;
  }

  @Test
  void scoringNormalisesInOrder() {
    Shard shard = shard(5, 3, 9);
    Batch batch = reader(shard, AUGMENTATION, 0).scoring(2, 1);
    assertThat(batch.ids()).containsExactly(3, 9);
    assertThat(batch.labels()).containsExactly(0, 0);
    for (int i = 0; i < SHAPE.size(); i++) {
      int c = i / 20;
      double x = (shard.pixels(2)[i] & 0xFF) / 255.0;
      float expected = (float) ((x - (c == 0 ? 0.5 : 0.25)) / (c == 0 ? 0.5 : 2));
      assertThat(batch.images()[SHAPE.size() + i]).isEqualTo(expected);
    }
  }

  @Test
  void everyEpochIsAnotherPermutationOfTheShard() {
    int[] ids = IntStream.range(100, 130).toArray();
    BatchReader reader = reader(shard(ids), AUGMENTATION, 1);
    List<Integer> first = epoch(reader, 0, 30);
    List<Integer> second = epoch(reader, 1, 30);
    assertThat(first).containsExactlyInAnyOrder(Arrays.stream(ids).boxed().toArray(Integer[]::new));
    assertThat(second).hasSameElementsAs(first).isNotEqualTo(first);
    assertThat(epoch(reader, 0, 30)).isEqualTo(first);
    assertThat(epoch(reader(shard(ids), AUGMENTATION, 2), 0, 30)).isNotEqualTo(first);
  }

  @Test
  void augmentationDependsOnSeedEpochAndIdAlone() {
    float[] alone = reader(shard(42), AUGMENTATION, 1).training(3, 8, 0).images();
    Batch among = reader(shard(7, 42, 8), AUGMENTATION, 2).training(3, 8, 0);
    int at = IntStream.range(0, 3).filter(i -> among.ids()[i] == 42).findFirst().orElseThrow();
    int from = at * SHAPE.size();
    assertThat(Arrays.copyOfRange(among.images(), from, from + SHAPE.size())).isEqualTo(alone);
    long different =
        IntStream.range(0, 20)
            .filter(
                e ->
                    !Arrays.equals(
                        reader(shard(42), AUGMENTATION, 1).training(e, 8, 0).images(), alone))
            .count();
    assertThat(different).isGreaterThan(10);
  }

  @ParameterizedTest
  @EnumSource(names = {"CROP", "STRETCH", "PAD"})
  void trainingMayTakePicturesAtASizeOfItsOwn(ResizePolicy fit) throws BadImageException {
    ImageResizer run = new ImageResizer(SHAPE, new Framing(fit, 0));
    ImageResizer own = new ImageResizer(new ImageShape(2, 7, 7), new Framing(fit, 0));
    Pixels found = new Pixels(new ImageShape(2, 12, 9), new byte[2 * 12 * 9]);
    new Random(1).nextBytes(found.planes());
    Shard shard =
        new Shard(
            SHAPE, new int[] {4}, new int[] {0}, new FoundPictures(run, new Pixels[] {found}));
    BatchReader reader =
        new BatchReader(shard, own, NORMALIZATION, Augmentation.NONE, new double[0], 11, 1);
    Shard alone =
        new Shard(
            own.shape(),
            new int[] {4},
            new int[] {0},
            new byte[][] {own.forTraining(found).planes()});

    Batch training = reader.training(1, 8, 0);
    assertThat(training.shape()).isEqualTo(own.shape());
    assertThat(training.images())
        .isEqualTo(reader(alone, Augmentation.NONE, 1).training(1, 8, 0).images());
    assertThat(reader.augmented(1, 8, 0).images()).isEqualTo(training.images());
    Batch scored = reader.scoring(8, 0);
    assertThat(scored.shape()).isEqualTo(SHAPE);
    assertThat(scored.images())
        .isEqualTo(reader(shard, Augmentation.NONE, 1).training(1, 8, 0).images());
  }

  @Test
  void mixingAndCropsAreOfTheSizeOfTraining() {
    ImageResizer own = new ImageResizer(new ImageShape(2, 9, 9), new Framing(ResizePolicy.CROP, 0));
    Augmentation all =
        new Augmentation(
            List.of(new ResizedCrop(0.3, 1.5), new Cutout(3)), new Mixing(0.5, 0.5, 1));
    Shard shard = shard(1, 2, 3, 4);
    Batch batch =
        new BatchReader(shard, own, NORMALIZATION, all, new double[0], 11, 1).training(2, 8, 0);
    assertThat(batch.shape()).isEqualTo(own.shape());
    assertThat(batch.images()).hasSize(4 * own.shape().size());
    assertThat(
            new BatchReader(shard, own, NORMALIZATION, all, new double[0], 11, 1)
                .training(2, 8, 0)
                .images())
        .isEqualTo(batch.images());
  }

  @Test
  void wrongIndicesAndChannelsAreRefused() {
    BatchReader reader = reader(shard(1, 2, 3), Augmentation.NONE, 0);
    assertThatThrownBy(() -> reader.scoring(2, 2)).hasMessageContaining("2 batches, found 2");
    assertThatThrownBy(
            () ->
                new BatchReader(
                    shard(1),
                    new Normalization(new float[] {0}, new float[] {1}),
                    Augmentation.NONE,
                    0,
                    0))
        .hasMessageContaining("2 channels, found 1");
    assertThatThrownBy(() -> new Normalization(new float[] {0}, new float[] {0}))
        .hasMessageContaining("above 0");
    assertThatThrownBy(() -> new Augmentation(0, 1.5)).hasMessageContaining("1.5");
  }

  @Test
  void seedsDifferInEveryPart() {
    assertThat(Seeds.of(1, 2, 3)).isEqualTo(Seeds.of(1, 2, 3));
    assertThat(List.of(Seeds.of(1, 2), Seeds.of(2, 1), Seeds.of(1, 2, 0), Seeds.of(0, 1, 2)))
        .doesNotHaveDuplicates();
    assertThat(IntStream.range(0, 100_000).mapToObj(i -> Seeds.of(0, 0, i)).distinct())
        .hasSize(100_000);
    int[] order = Seeds.permutation(1000, 1);
    assertThat(Arrays.stream(order).sorted().toArray())
        .isEqualTo(IntStream.range(0, 1000).toArray());
    assertThat(order).isNotEqualTo(Seeds.permutation(1000, 2));
  }
}
