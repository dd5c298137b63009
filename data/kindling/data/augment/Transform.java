package kindling.data.augment;

import java.io.Serializable;
import java.util.List;

/** A random change of a training image, decided by its {@link AugmentationSeed} alone. */
public sealed interface Transform extends Serializable
    permits PictureTransform, PixelTransform, ValueTransform {
  /** What people call it, a word or two. */
  String title();

  /** Whether its settings let it change anything. */
  boolean active();

  /** What it does, each part by itself. */
  default List<? extends Transform> parts() {
    return List.of(this);
  }
}
