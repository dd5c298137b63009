package kindling.data.augment;

import java.util.Locale;
import kindling.data.ImageShape;
import kindling.data.SplitMix64;
import kindling.data.keys.Keys;
import kindling.data.keys.Range;

/**
 * Random brightness, contrast, saturation and hue, in a random order. The first three scale by a
 * factor that is uniform in [1 - x, 1 + x], the last turns the hue by a share of the circle that is
 * uniform in [-x, x]; saturation and hue leave gray images as they are (Howard, "Some Improvements
 * on Deep Convolutional Neural Network Based Image Classification", 2013, section 3; hue as in
 * Szegedy et al., "Going Deeper with Convolutions", 2015, section 6).
 *
 * @param brightness x in [0,1]; 0: off, as for the others
 * @param contrast x in [0,1]
 * @param saturation x in [0,1]
 * @param hue x in [0,0.5]
 */
public record ColorJitter(double brightness, double contrast, double saturation, double hue)
    implements PixelTransform {
  private static final long STREAM = 2;
  private static final Range HALF = new Range("a number from 0 to 0.5", 0, Math.nextUp(0.5));

  public ColorJitter {
    if (!(brightness >= 0 && brightness <= 1)
        || !(contrast >= 0 && contrast <= 1)
        || !(saturation >= 0 && saturation <= 1)
        || !(hue >= 0 && hue <= 0.5)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected brightness, contrast and saturation in [0,1] and hue in [0,0.5], found "
                  + "%s, %s, %s and %s",
              brightness,
              contrast,
              saturation,
              hue));
    }
  }

  static ColorJitter read(Keys keys) {
    return new ColorJitter(
        keys.number("augmentation.color-jitter.brightness", 0, Range.FRACTION),
        keys.number("augmentation.color-jitter.contrast", 0, Range.FRACTION),
        keys.number("augmentation.color-jitter.saturation", 0, Range.FRACTION),
        keys.number("augmentation.color-jitter.hue", 0, HALF));
  }

  @Override
  public String title() {
    return "color jitter";
  }

  @Override
  public boolean active() {
    return brightness > 0 || contrast > 0 || saturation > 0 || hue > 0;
  }

  @Override
  public void apply(byte[] from, byte[] to, ImageShape shape, AugmentationSeed seed) {
    SplitMix64 random = seed.stream(STREAM);
    double[] change = {
      random.nextDouble(1 - brightness, 1 + brightness),
      random.nextDouble(1 - contrast, 1 + contrast),
      random.nextDouble(1 - saturation, 1 + saturation),
      random.nextDouble(-hue, hue)
    };
    int[] order = {0, 1, 2, 3};
    ColorPlanes planes = new ColorPlanes(from, shape);
    for (int i = 0; i < order.length; i++) {
      int j = i + random.scaledInt(order.length - i);
      int next = order[j];
      order[j] = order[i];
      turn(planes, next, change[next]);
    }
    planes.store(to);
  }

  private void turn(ColorPlanes planes, int property, double by) {
    if (property == 0 && brightness > 0) {
      planes.brightness((float) by);
    } else if (property == 1 && contrast > 0) {
      planes.contrast((float) by);
    } else if (property == 2 && saturation > 0) {
      planes.saturation((float) by);
    } else if (property == 3 && hue > 0) {
      planes.hue((float) by);
    }
  }
}
