package kindling.model.onnx;

import java.util.List;
import kindling.model.architecture.Padding;

/**
 * What a node gives: a layer's output, or a part of what several nodes compute that are one layer
 * together.
 */
sealed interface Value {
  /** The output of a layer, or the network's input. */
  record Output(String layer) implements Value {}

  /** The images × scale + shift, for each channel: a normalization as far as it has gone. */
  record Affine(double[] scale, double[] shift) implements Value {}

  /** A value × factor. */
  record Scaled(String of, double factor) implements Value {}

  /** A value's every row and column of these distances. */
  record Strided(String of, int rows, int columns) implements Value {}

  /** A value with zeros around its images. */
  record Padded(String of, Padding padding) implements Value {}

  /** A matrix times a value, to which a bias may be added. */
  record Product(String of, Operator by, NamedMatrix matrix) implements Value {}

  /** A matrix [out × in] of the constant of this name. */
  record NamedMatrix(String name, int outputs, int inputs, float[] values) {}

  /** erf(value / √2). */
  record Erf(String of) implements Value {}

  /** 1 + erf(value / √2). */
  record OnePlusErf(String of) implements Value {}

  /** Twice the Gaussian error linear unit of a value. */
  record TwiceGelu(String of) implements Value {}

  /** Numbers that are in the file. */
  record Constant(String name, List<Integer> shape, Numbers numbers) implements Value {
    /** The numbers of a tensor. */
    interface Numbers {
      float[] floats();

      long[] longs();
    }

    /** Whether it is one number. */
    boolean isScalar() {
      return shape.stream().allMatch(size -> size == 1);
    }
  }
}
