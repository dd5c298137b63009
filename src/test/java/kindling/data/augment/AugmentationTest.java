package kindling.data.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import kindling.data.ImageShape;
import kindling.data.Normalization;
import kindling.data.batch.Batch;
import kindling.data.batch.BatchReader;
import kindling.data.shard.Shard;
import kindling.data.source.Datasets;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final ImageShape SHAPE = new ImageShape(3, 9, 8);
  private static final Normalization NORMALIZATION =
      new Normalization(new float[] {0.4f, 0.5f, 0.6f}, new float[] {0.2f, 0.3f, 0.25f});
  private static final CropFlip CROP = new CropFlip(2, PaddingMode.REFLECT, Flip.RANDOM, 0.5);
  private static final List<Transform> ALL =
      List.of(
          new ResizedCrop(0.3, 2),
          CROP,
          new ColorJitter(0.4, 0.4, 0.4, 0.1),
          new TrivialAugment(true),
          new Cutout(3),
          new RandomErasing(0.5, 0.02, 0.3, 3, RandomErasing.Fill.RANDOM));
  private static final Augmentation EVERYTHING = new Augmentation(ALL, new Mixing(1, 1, 1));

  private static Shard shard(int... ids) {
    byte[][] pixels = new byte[ids.length][SHAPE.size()];
    for (int i = 0; i < ids.length; i++) {
      new Random(ids[i]).nextBytes(pixels[i]);
    }
    return new Shard(SHAPE, ids, IntStream.of(ids).map(id -> id % 3).toArray(), pixels);
  }

  private static BatchReader reader(Shard shard, Augmentation augmentation) {
    return new BatchReader(shard, NORMALIZATION, augmentation, 11, 5);
  }

  private static float[] view(Augmentation augmentation, int epoch, int... ids) {
    float[] all = reader(shard(ids), augmentation).augmented(epoch, ids.length, 0).images();
    return Arrays.copyOf(all, SHAPE.size());
  }

  @Test
  void aViewDependsOnSeedEpochAndIdAloneAndEpochsDiffer() {
    for (int id = 0; id < 30; id++) {
      float[] alone = view(EVERYTHING, 3, id);
      assertThat(view(EVERYTHING, 3, id, 77, 78)).isEqualTo(alone);
      assertThat(view(EVERYTHING, 4, id)).isNotEqualTo(alone);
    }
  }

  @Test
  void aTransformDrawsTheSameWhateverOthersThereAre() {
    Cutout cutout = new Cutout(3);
    Augmentation cropped = new Augmentation(List.of(CROP), Mixing.NONE);
    Augmentation both = new Augmentation(List.of(CROP, cutout), Mixing.NONE);
    Augmentation cut = new Augmentation(List.of(cutout), Mixing.NONE);
    for (int id = 0; id < 20; id++) {
      float[] crop = view(cropped, 1, id);
      float[] joint = view(both, 1, id);
      float[] hole = view(cut, 1, id);
      for (int i = 0; i < crop.length; i++) {
        assertThat(joint[i]).isEqualTo(hole[i] == 0 ? 0 : crop[i]);
      }
    }
  }

  @Test
  void bytesGoThroughTheTransformsInOrder() {
    byte[] image = shard(4).pixels(0);
    byte[] cropped = new byte[image.length];
    byte[] jittered = new byte[image.length];
    ColorJitter jitter = new ColorJitter(0.4, 0.4, 0.4, 0.1);
    AugmentationSeed seed = new AugmentationSeed(11, 2, 4);
    CROP.apply(image, cropped, SHAPE, seed);
    jitter.apply(cropped, jittered, SHAPE, seed);
    float[][] table = NORMALIZATION.table();
    float[] seen = view(new Augmentation(List.of(CROP, jitter), Mixing.NONE), 2, 4);
    for (int i = 0; i < seen.length; i++) {
      assertThat(seen[i]).isEqualTo(table[i / 72][jittered[i] & 0xFF]);
    }
  }

  @Test
  void trainingMixesAndScoringDoesNeither() {
    Shard shard = shard(1, 2, 3, 4, 5, 6, 7, 8);
    Batch mixed = reader(shard, EVERYTHING).training(1, 8, 0);
    assertThat(mixed.targets().shares()).isNotEqualTo(new float[8]);
    assertThat(reader(shard, EVERYTHING).augmented(1, 8, 0).targets().shares())
        .isEqualTo(new float[8]);
    Batch scored = reader(shard, EVERYTHING).scoring(8, 0);
    assertThat(scored.images()).isEqualTo(reader(shard, Augmentation.NONE).scoring(8, 0).images());
    assertThat(scored.targets().shares()).isEqualTo(new float[8]);
    Batch again = reader(shard, EVERYTHING).training(1, 8, 0);
    assertThat(again).usingRecursiveComparison().isEqualTo(mixed);
  }

  @Test
  void whatChangesNothingIsLeftOut() {
    Augmentation nothing =
        new Augmentation(
            List.of(
                new ResizedCrop(1, 2),
                new CropFlip(0, PaddingMode.EDGE, Flip.RANDOM, 0),
                new ColorJitter(0, 0, 0, 0),
                new Cutout(0),
                new RandomErasing(0, 0.1, 0.2, 1, RandomErasing.Fill.MEAN)),
            new Mixing(1, 1, 0));
    assertThat(nothing).isEqualTo(Augmentation.NONE).isEqualTo(new Augmentation(0, 0));
    assertThat(Datasets.sent(EVERYTHING)).isEqualTo(EVERYTHING);
  }

  @Test
  void partsShowEachChangeByItself() {
    assertThat(EVERYTHING.parts())
        .extracting(Augmentation::title)
        .containsExactly(
            "resized crop",
            "crop",
            "flip",
            "color jitter",
            "TrivialAugment",
            "cutout",
            "random erasing",
            "mixup",
            "CutMix");
    assertThat(EVERYTHING.title()).startsWith("resized crop, crop, flip").endsWith("mixup, CutMix");
  }
}
