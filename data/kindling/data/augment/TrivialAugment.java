package kindling.data.augment;

import kindling.data.ImageShape;
import kindling.data.SplitMix64;
import kindling.data.keys.Keys;

/**
 * One {@link TrivialAugmentOp}, drawn for each image with its strength; nothing is to be tuned. The
 * wide space of Müller and Hutter, "TrivialAugment: Tuning-free Yet State-of-the-Art Data
 * Augmentation", 2021, section 3 and table 1.
 */
public record TrivialAugment(boolean active) implements PixelTransform {
  private static final long STREAM = 3;
  private static final TrivialAugmentOp[] OPERATIONS = TrivialAugmentOp.values();
  private static final int STRENGTHS = 31;

  static TrivialAugment read(Keys keys) {
    return new TrivialAugment(keys.flag("augmentation.trivial-augment", false));
  }

  @Override
  public String title() {
    return "TrivialAugment";
  }

  @Override
  public void apply(byte[] from, byte[] to, ImageShape shape, AugmentationSeed seed) {
    SplitMix64 random = seed.stream(STREAM);
    TrivialAugmentOp operation = OPERATIONS[random.scaledInt(OPERATIONS.length)];
    double strength = random.scaledInt(STRENGTHS) / (STRENGTHS - 1.0);
    operation.apply(from, to, shape, strength, random.nextDouble() < 0.5 ? -1 : 1);
  }
}
