package kindling.model.export;

import java.util.List;
import kindling.model.architecture.Dropping;
import kindling.model.architecture.Elementwise;
import kindling.model.architecture.Layer;

/** How the values of an exported network lie. */
public enum Form {
  /** [batch × features]. */
  VECTORS,
  /** [batch × channels × height × width]. */
  IMAGES;

  /** The form in which a layer takes values that lie so. */
  public static Form taken(Layer layer, List<Form> inputs) {
    if (layer instanceof Layer.Linear) {
      return VECTORS;
    }
    boolean either =
        layer instanceof Elementwise
            || layer instanceof Dropping
            || layer instanceof Layer.BatchNorm
            || layer instanceof Layer.Add
            || layer instanceof Layer.Concat
            || layer instanceof Layer.Flatten;
    return either && inputs.stream().allMatch(VECTORS::equals) ? VECTORS : IMAGES;
  }

  /** What a layer gives that takes this. */
  public Form after(Layer layer) {
    return layer instanceof Layer.Flatten ? VECTORS : this;
  }
}
