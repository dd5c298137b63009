package kindling.model.weights;

import java.io.Serializable;
import java.util.Locale;
import kindling.model.architecture.WeightsLayout;

/**
 * A network's state as one flat float array and the table of its named tensors: parameters, then
 * batch normalization's running statistics.
 *
 * <p>The array is held, not copied: whoever builds the record hands it over. It crosses the wire
 * between driver and executors by Java serialization.
 *
 * <p>Throws IllegalArgumentException if the array's length is not the layout's size.
 */
public record Weights(WeightsLayout layout, float[] values) implements Serializable {
  public Weights {
    if (values.length != layout.size()) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "expected %d values, found %d", layout.size(), values.length));
    }
  }
}
