package kindling.model.pytorch;

import java.util.List;
import java.util.Locale;
import kindling.model.architecture.TensorSpec;
import kindling.model.weights.WeightsException;

/**
 * A tensor as a pickle tells of it: a strided view of a storage.
 *
 * @param offset in elements
 * @param shape each side's length
 * @param strides each side's, in elements
 */
record StridedTensor(
    TypedStorage storage, long offset, List<Integer> shape, List<Integer> strides) {
  /** Checks that all elements lie in the storage and that they are not more than it has. */
  StridedTensor {
    if (shape.size() != strides.size()) {
      throw new WeightsException(
          String.format(
              Locale.ROOT,
              "PyTorch file: shape %s and strides %s differ in length",
              shape,
              strides));
    }
    if (offset < 0 || negative(shape) || negative(strides)) {
      throw new WeightsException("PyTorch file: a tensor has a negative shape, stride or offset");
    }
    int elements = elements(shape);
    if (elements > storage.size()
        || elements > 0 && reach(shape, strides) >= storage.size() - offset) {
      throw new WeightsException(
          String.format(
              Locale.ROOT,
              "PyTorch file: a tensor of shape %s, strides %s and offset %d lies outside of its storage"
                  + " of %d elements",
              shape,
              strides,
              offset,
              storage.size()));
    }
  }

  private static boolean negative(List<Integer> values) {
    return values.stream().anyMatch(value -> value < 0);
  }

  /** The distance from the first element to the last, or the largest long where it is more. */
  private static long reach(List<Integer> shape, List<Integer> strides) {
    long reach = 0;
    for (int i = 0; i < shape.size(); i++) {
      long side = (shape.get(i) - 1L) * strides.get(i);
      reach = side > Long.MAX_VALUE - reach ? Long.MAX_VALUE : reach + side;
    }
    return reach;
  }

  private static int elements(List<Integer> shape) {
    try {
      return TensorSpec.elements(shape);
    } catch (ArithmeticException e) {
      throw new WeightsException(
          "PyTorch file: a tensor of shape " + shape + " is more than one array holds", e);
    }
  }

  int elements() {
    return elements(shape);
  }

  /** The elements in the order of the shape's sides, the last the fastest. */
  float[] values() {
    float[] values = new float[elements()];
    int[] index = new int[shape.size()];
    long at = offset;
    for (int i = 0; i < values.length; i++) {
      values[i] = storage.element((int) at);
      for (int side = shape.size() - 1; side >= 0; side--) {
        at += strides.get(side);
        index[side]++;
        if (index[side] < shape.get(side)) {
          break;
        }
        at -= (long) index[side] * strides.get(side);
        index[side] = 0;
      }
    }
    return values;
  }
}
