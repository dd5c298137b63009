package kindling.model.weights;

import java.util.List;
import java.util.Locale;
import kindling.model.architecture.TensorSpec;

/**
 * A tensor of floats with its name, in row-major order, as it stands in a file.
 *
 * <p>Throws IllegalArgumentException if the number of values is not the product of the shape.
 */
public record NamedTensor(String name, List<Integer> shape, float[] values) {
  public NamedTensor {
    shape = List.copyOf(shape);
    if (TensorSpec.elements(shape) != values.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "tensor %s of shape %s with %d values", name, shape, values.length));
    }
  }
}
