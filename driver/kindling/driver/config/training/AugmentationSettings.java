package kindling.driver.config.training;

import java.util.List;
import kindling.data.augment.Augmentation;
import kindling.data.augment.Mixing;
import kindling.data.augment.Transform;
import kindling.driver.config.KeyReader;

/**
 * How training images are changed, as people write it; what is off is there with the values that
 * turn it off.
 */
public record AugmentationSettings(List<Transform> transforms, Mixing mixing) {
  public static AugmentationSettings read(KeyReader keys) {
    return new AugmentationSettings(Augmentation.transforms(keys), Mixing.read(keys));
  }

  /** What the settings describe. */
  public Augmentation build() {
    return new Augmentation(transforms, mixing);
  }
}
