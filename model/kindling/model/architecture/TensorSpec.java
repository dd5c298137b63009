package kindling.model.architecture;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/**
 * The place of one named tensor in a flat array of weights: {@code size} floats from {@code
 * offset}, in row-major order of {@code shape}.
 *
 * <p>The name is PyTorch's key ({@code layer1.0.conv1.weight}) and so is the order of the
 * dimensions: {@code [out, in, height, width]} for a convolution, {@code [out, in]} for a linear
 * layer, {@code [channels]} for the rest.
 *
 * <p>Throws IllegalArgumentException if the size is not the product of the shape, or the offset is
 * negative.
 */
public record TensorSpec(String name, List<Integer> shape, Role role, int offset, int size)
    implements Serializable {
  public TensorSpec {
    shape = List.copyOf(shape);
    if (offset < 0 || elements(shape) != size) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "tensor %s of shape %s: size %d at offset %d",
              name,
              shape,
              size,
              offset));
    }
  }

  /**
   * The number of elements of a shape; 1 for the empty one. Throws ArithmeticException past int.
   */
  public static int elements(List<Integer> shape) {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  /** The position after the tensor's last element. */
  public int end() {
    return offset + size;
  }
}
