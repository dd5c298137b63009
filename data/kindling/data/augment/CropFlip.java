package kindling.data.augment;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import kindling.data.ImageShape;
import kindling.data.SplitMix64;
import kindling.data.augment.SamplingGrid.Mirror;
import kindling.data.keys.Keys;
import kindling.data.keys.Range;

/**
 * A crop of the image's size out of the image padded on every side, then a horizontal flip.
 *
 * @param cropPadding pixels, from 0 to {@value #MOST_PADDING}
 * @param flipProbability in [0,1], for {@link Flip#RANDOM}
 */
public record CropFlip(int cropPadding, PaddingMode paddingMode, Flip flip, double flipProbability)
    implements PixelTransform {
  public static final int MOST_PADDING = 1024;

  public CropFlip {
    Objects.requireNonNull(paddingMode, "paddingMode");
    Objects.requireNonNull(flip, "flip");
    if (cropPadding < 0
        || cropPadding > MOST_PADDING
        || !(flipProbability >= 0 && flipProbability <= 1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a padding from 0 to %d pixels and a flip probability in [0,1], found %d and %s",
              MOST_PADDING,
              cropPadding,
              flipProbability));
    }
  }

  static CropFlip read(Keys keys) {
    int padding = (int) keys.whole("augmentation.crop-padding", 0, 0, MOST_PADDING);
    CropFlip cropFlip =
        new CropFlip(
            padding,
            keys.when(padding > 0, "augmentation.crop-padding = 0")
                .choice("augmentation.padding-mode", PaddingMode.BLACK),
            keys.choice("augmentation.flip", Flip.RANDOM),
            keys.number("augmentation.flip-probability", 0, Range.FRACTION));
    if (cropFlip.flip == Flip.ALTERNATING && cropFlip.flipProbability > 0) {
      keys.problem(
          "augmentation.flip-probability: takes augmentation.flip = random; alternating flips each"
              + " image in every other epoch");
    }
    return cropFlip;
  }

  @Override
  public String title() {
    if (cropPadding == 0) {
      return flip == Flip.ALTERNATING ? "alternating flip" : "flip";
    }
    return flips() ? "crop, flip" : "crop";
  }

  @Override
  public boolean active() {
    return cropPadding > 0 || flips();
  }

  private boolean flips() {
    return flip == Flip.ALTERNATING || flipProbability > 0;
  }

  @Override
  public List<CropFlip> parts() {
    return Stream.of(
            new CropFlip(cropPadding, paddingMode, Flip.RANDOM, 0),
            new CropFlip(0, paddingMode, flip, flipProbability))
        .filter(CropFlip::active)
        .toList();
  }

  /** What is seen of an image. */
  SamplingGrid grid(ImageShape shape, AugmentationSeed seed) {
    SplitMix64 random = seed.cropFlipStream();
    int down = random.nextInt(2 * cropPadding + 1) - cropPadding;
    int right = random.nextInt(2 * cropPadding + 1) - cropPadding;
    boolean mirrored =
        flip == Flip.ALTERNATING ? seed.alternatingFlip() : random.nextDouble() < flipProbability;
    return SamplingGrid.of(
        shape, down, right, mirrored ? Mirror.MIRRORED : Mirror.AS_IS, paddingMode);
  }

  @Override
  public void apply(byte[] from, byte[] to, ImageShape shape, AugmentationSeed seed) {
    grid(shape, seed).write(from, shape, to);
  }
}
