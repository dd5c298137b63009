package kindling.model.families;

import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;

/** A network before its images and classes are known. Lives on the driver. */
public sealed interface Blueprint permits Blueprint.Named, LayerList {
  /** What the network is called. */
  String name();

  /**
   * The network for images of a shape.
   *
   * @throws IllegalArgumentException if it cannot take them, with each layer that does not fit
   */
  Architecture on(ImageShape input, int classes);

  /** A family's network. */
  record Named(String name) implements Blueprint {
    @Override
    public Architecture on(ImageShape input, int classes) {
      return Families.named(name, input, classes);
    }
  }
}
