package kindling.data.augment;

import kindling.data.ImageShape;
import kindling.data.keys.Keys;

/**
 * One {@link Operation}, drawn for each image with its strength; nothing is to be tuned. The wide
 * space of Müller and Hutter, "TrivialAugment: Tuning-free Yet State-of-the-Art Data Augmentation",
 * 2021, section 3 and table 1.
 */
public record TrivialAugment(boolean active) implements PixelTransform {
  private static final long STREAM = 3;
  private static final Operation[] OPERATIONS = Operation.values();
  private static final int STRENGTHS = 31;

  static TrivialAugment read(Keys keys) {
    return new TrivialAugment(keys.flag("augmentation.trivial-augment", false));
  }

  @Override
  public String title() {
    return "TrivialAugment";
  }

  @Override
  public void apply(byte[] from, byte[] to, ImageShape shape, Draw draw) {
    Uniform random = draw.stream(STREAM);
    Operation operation = OPERATIONS[random.below(OPERATIONS.length)];
    double strength = random.below(STRENGTHS) / (STRENGTHS - 1.0);
    operation.apply(from, to, shape, strength, random.sign());
  }
}
