package kindling.model.dl4j;

import java.nio.FloatBuffer;
import java.util.Locale;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/** The native memory of ND4J's arrays as buffers of floats, without a copy; on executors. */
final class Floats {
  private Floats() {}

  /**
   * A view of an array in row-major order, valid while the array's workspace is open.
   *
   * @throws IllegalStateException if the array has another order
   * @throws IllegalArgumentException if the array is too large for a buffer
   */
  static FloatBuffer of(INDArray array) {
    if (array.ordering() != 'c' && array.rank() > 1 || array.isView() && !dense(array)) {
      throw new IllegalStateException(
          "expected row-major floats, found " + array.shapeInfoToString());
    }
    if (array.length() > Integer.MAX_VALUE / Float.BYTES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a layer's output of %d floats is past 2 GiB; take a smaller batch",
              array.length()));
    }
    FloatPointer pointer = new FloatPointer(array.data().addressPointer());
    return pointer.capacity(array.length()).asBuffer();
  }

  /** The array itself if it is in row-major order, else a copy that is. */
  static INDArray rowMajor(INDArray array) {
    return array.ordering() == 'c' && dense(array) ? array : array.dup('c');
  }

  private static boolean dense(INDArray array) {
    return Shape.hasDefaultStridesForShape(array);
  }

  /** A copy in row-major order. */
  static float[] copy(INDArray array) {
    float[] values = new float[Math.toIntExact(array.length())];
    of(rowMajor(array)).get(0, values);
    return values;
  }
}
