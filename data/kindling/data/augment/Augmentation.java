package kindling.data.augment;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import kindling.data.keys.Keys;

/**
 * Random changes of training images: transforms of each image, those of pictures as they were found
 * before those of bytes, those before those of normalised values and in this order, then the mixing
 * of two images of a batch.
 */
public record Augmentation(List<Transform> transforms, Mixing mixing) implements Serializable {
  /** Leaves images as they are. */
  public static final Augmentation NONE = new Augmentation(List.of(), Mixing.NONE);

  /** Keeps what changes anything. */
  public Augmentation {
    mixing = mixing.active() ? mixing : Mixing.NONE;
    transforms = transforms.stream().filter(Transform::active).toList();
  }

  /** Crops out of the image padded with black, then flips with a probability. */
  public Augmentation(int cropPadding, double flipProbability) {
    this(
        List.of(new CropFlip(cropPadding, PaddingMode.BLACK, Flip.RANDOM, flipProbability)),
        Mixing.NONE);
  }

  /**
   * Reads the transforms that there are, in the order in which they change an image, on the driver.
   * What is off is among them with the values that turn it off.
   */
  public static List<Transform> transforms(Keys keys) {
    ResizedCrop resizedCrop = ResizedCrop.read(keys);
    CropFlip cropFlip = CropFlip.read(keys);
    if (cropFlip.cropPadding() > 0 && resizedCrop.active()) {
      keys.problem(
          "augmentation.resized-crop: expected either it or augmentation.crop-padding, found both");
    }
    return List.of(
        resizedCrop,
        cropFlip,
        ColorJitter.read(keys),
        TrivialAugment.read(keys),
        Cutout.read(keys),
        RandomErasing.read(keys));
  }

  /** Each change that is made, by itself. */
  public List<Augmentation> parts() {
    return Stream.concat(
            transforms.stream()
                .flatMap(transform -> transform.parts().stream())
                .map(part -> new Augmentation(List.of(part), Mixing.NONE)),
            mixing.parts().map(part -> new Augmentation(List.of(), part)))
        .toList();
  }

  /** What people call the changes. */
  public String title() {
    return String.join(
        ", ",
        Stream.concat(
                transforms.stream().map(Transform::title),
                Stream.of(mixing).filter(Mixing::active).map(Mixing::title))
            .toList());
  }

  /**
   * Whether a change draws from pictures at the size at which they were found; else they may be
   * kept at the shape of the run.
   */
  public boolean needsPicture() {
    return transforms.stream().anyMatch(PictureTransform.class::isInstance);
  }

  <T extends Transform> List<T> transforms(Class<T> kind) {
    return transforms.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
