package kindling.driver.settings;

import java.util.ArrayList;
import java.util.List;
import kindling.data.augment.Augmentation;
import kindling.data.augment.ColorJitter;
import kindling.data.augment.CropFlip;
import kindling.data.augment.Cutout;
import kindling.data.augment.Flip;
import kindling.data.augment.Mixing;
import kindling.data.augment.PaddingMode;
import kindling.data.augment.RandomErasing;
import kindling.data.augment.ResizedCrop;
import kindling.data.augment.Transform;
import kindling.data.augment.TrivialAugment;
import kindling.data.keys.Range;
import kindling.driver.config.KeyReader;

/**
 * How training images are changed, as people write it; what is off is there with the values that
 * turn it off.
 */
public record AugmentationSettings(
    ResizedCrop resizedCrop,
    CropFlip cropFlip,
    ColorJitter colorJitter,
    boolean trivialAugment,
    Cutout cutout,
    RandomErasing erase,
    Mixing mixing) {
  private static final Range SHARE_ABOVE_ZERO =
      new Range("a number above 0, at most 1", Double.MIN_VALUE, Math.nextUp(1.0));
  private static final Range RATIO =
      new Range("a number of at least 1", 1, Double.POSITIVE_INFINITY);
  private static final Range HALF = new Range("a number from 0 to 0.5", 0, Math.nextUp(0.5));
  private static final Range ALPHA =
      new Range(
          "a number from 0 to " + Mixing.MOST_ALPHA, 0, Math.nextUp((double) Mixing.MOST_ALPHA));

  static AugmentationSettings read(KeyReader keys) {
    AugmentationSettings settings =
        new AugmentationSettings(
            new ResizedCrop(
                keys.number("augmentation.resized-crop.min-area", 1, SHARE_ABOVE_ZERO),
                keys.number("augmentation.resized-crop.max-ratio", 4.0 / 3, RATIO)),
            new CropFlip(
                (int) keys.whole("augmentation.crop-padding", 0, 0, CropFlip.MOST_PADDING),
                keys.choice("augmentation.padding-mode", PaddingMode.BLACK),
                keys.choice("augmentation.flip", Flip.RANDOM),
                keys.number("augmentation.flip-probability", 0, Range.FRACTION)),
            new ColorJitter(
                keys.number("augmentation.color-jitter.brightness", 0, Range.FRACTION),
                keys.number("augmentation.color-jitter.contrast", 0, Range.FRACTION),
                keys.number("augmentation.color-jitter.saturation", 0, Range.FRACTION),
                keys.number("augmentation.color-jitter.hue", 0, HALF)),
            keys.flag("augmentation.trivial-augment", false),
            new Cutout(keys.count("augmentation.cutout", 0, 0)),
            erase(keys),
            new Mixing(
                keys.number("augmentation.mixup-alpha", 0, ALPHA),
                keys.number("augmentation.cutmix-alpha", 0, ALPHA),
                keys.number("augmentation.mix-probability", 1, Range.FRACTION)));
    settings.checkTogether(keys);
    return settings;
  }

  private static RandomErasing erase(KeyReader keys) {
    double minArea = keys.number("augmentation.erase.min-area", 0.02, SHARE_ABOVE_ZERO);
    double maxArea = keys.number("augmentation.erase.max-area", 0.33, SHARE_ABOVE_ZERO);
    if (minArea > maxArea) {
      keys.problem(
          ("augmentation.erase.min-area: expected at most augmentation.erase.max-area,"
                  + " found %s and %s")
              .formatted(minArea, maxArea));
    }
    return new RandomErasing(
        keys.number("augmentation.erase.probability", 0, Range.FRACTION),
        Math.min(minArea, maxArea),
        maxArea,
        keys.number("augmentation.erase.max-ratio", 10.0 / 3, RATIO),
        keys.choice("augmentation.erase.fill", RandomErasing.Fill.RANDOM));
  }

  private void checkTogether(KeyReader keys) {
    if (cropFlip.flip() == Flip.ALTERNATING && cropFlip.flipProbability() > 0) {
      keys.problem(
          "augmentation.flip-probability: takes augmentation.flip = random; alternating flips each"
              + " image in every other epoch");
    }
    if (cropFlip.cropPadding() > 0 && resizedCrop.active()) {
      keys.problem(
          "augmentation.resized-crop: expected either it or augmentation.crop-padding, found both");
    }
  }

  /** What the settings make. */
  public Augmentation made() {
    List<Transform> transforms = new ArrayList<>(List.of(resizedCrop, cropFlip, colorJitter));
    if (trivialAugment) {
      transforms.add(new TrivialAugment());
    }
    transforms.addAll(List.of(cutout, erase));
    return new Augmentation(transforms, mixing);
  }
}
