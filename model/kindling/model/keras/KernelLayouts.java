package kindling.model.keras;

import java.util.List;
import kindling.data.ImageShape;
import kindling.model.weights.NamedTensor;

/**
 * Keras's layouts of kernels in PyTorch's: channels come last there and first here. A tensor that
 * is no such kernel stays as it is, and does not fit later.
 */
final class KernelLayouts {
  private KernelLayouts() {}

  /** [height, width, in, out] as [out, in, height, width]. */
  static NamedTensor convolution(NamedTensor kernel) {
    if (kernel.shape().size() != 4) {
      return kernel;
    }
    int in = kernel.shape().get(2);
    int out = kernel.shape().get(3);
    int plane = kernel.shape().get(0) * kernel.shape().get(1);
    float[] values = new float[kernel.values().length];
    for (int at = 0; at < plane; at++) {
      for (int i = 0; i < in; i++) {
        for (int o = 0; o < out; o++) {
          values[(o * in + i) * plane + at] = kernel.values()[(at * in + i) * out + o];
        }
      }
    }
    return new NamedTensor(
        kernel.name(), List.of(out, in, kernel.shape().get(0), kernel.shape().get(1)), values);
  }

  /** [height, width, in, multiplier] as [in × multiplier, 1, height, width]. */
  static NamedTensor depthwise(NamedTensor kernel) {
    if (kernel.shape().size() != 4) {
      return kernel;
    }
    int out = kernel.shape().get(2) * kernel.shape().get(3);
    return convolution(
        new NamedTensor(
            kernel.name(),
            List.of(kernel.shape().get(0), kernel.shape().get(1), 1, out),
            kernel.values()));
  }

  /**
   * [in, out] as [out, in].
   *
   * @param flattened the image whose elements the layer takes as a vector: there pixel by pixel,
   *     here channel by channel; a vector is an image of one pixel
   */
  static NamedTensor dense(NamedTensor kernel, ImageShape flattened) {
    if (kernel.shape().size() != 2) {
      return kernel;
    }
    int in = kernel.shape().get(0);
    if (in != flattened.size()) {
      return dense(kernel, new ImageShape(in, 1, 1));
    }
    int out = kernel.shape().get(1);
    float[] values = new float[kernel.values().length];
    for (int i = 0; i < in; i++) {
      for (int o = 0; o < out; o++) {
        values[o * in + place(i, flattened)] = kernel.values()[i * out + o];
      }
    }
    return new NamedTensor(kernel.name(), List.of(out, in), values);
  }

  /** One value for each element of a flattened image, or of a vector. */
  static NamedTensor vector(NamedTensor vector, ImageShape flattened) {
    if (vector.values().length != flattened.size()) {
      return vector;
    }
    float[] values = new float[vector.values().length];
    for (int i = 0; i < values.length; i++) {
      values[place(i, flattened)] = vector.values()[i];
    }
    return new NamedTensor(vector.name(), vector.shape(), values);
  }

  /** Where the i-th element stands here. */
  private static int place(int i, ImageShape flattened) {
    int channels = flattened.channels();
    return i % channels * flattened.height() * flattened.width() + i / channels;
  }
}
