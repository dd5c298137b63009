package kindling.model.dl4j;

import java.util.Arrays;
import kindling.data.ImageShape;
import kindling.model.architecture.Layer.PadShortcut;
import kindling.model.architecture.Padding;

/** The kernels of layers where branches of a network meet. */
final class BranchKernels {
  private BranchKernels() {}

  /** The sum of the inputs, and ReLU on it where {@code rectified}. */
  static ImageKernel sum(boolean rectified) {
    return new ImageKernel(
        image -> {
          float[] y = image.result(0);
          System.arraycopy(image.input(0), 0, y, 0, y.length);
          for (int i = 1; i < image.inputs(); i++) {
            add(image.input(i), y);
          }
          if (rectified) {
            ElementwiseKernels.rectify(y, y);
          }
        },
        image -> {
          float[] gradient = image.outputGradient();
          if (rectified) {
            ElementwiseKernels.closeGate(gradient, image.output(), gradient);
          }
          for (int i = 0; i < image.inputs(); i++) {
            System.arraycopy(gradient, 0, image.result(i), 0, gradient.length);
          }
        });
  }

  private static void add(float[] x, float[] y) {
    for (int i = 0; i < y.length; i++) {
      y[i] += x[i];
    }
  }

  /** The channels of the inputs, one input after another. */
  static ImageKernel concat() {
    return new ImageKernel(
        image -> {
          int end = 0;
          for (int i = 0; i < image.inputs(); i++) {
            float[] x = image.input(i);
            System.arraycopy(x, 0, image.result(0), end, x.length);
            end += x.length;
          }
        },
        image -> {
          float[] gradient = image.outputGradient();
          int end = 0;
          for (int i = 0; i < image.inputs(); i++) {
            float[] result = image.result(i);
            System.arraycopy(gradient, end, result, 0, result.length);
            end += result.length;
          }
        });
  }

  /** The shortcut without parameters: every stride-th row and column, between zero channels. */
  static ImageKernel padShortcut(PadShortcut layer, ImageShape input, ImageShape output) {
    return new ImageKernel(
        image -> {
          float[] x = image.input(0);
          float[] y = image.result(0);
          Arrays.fill(y, 0);
          pixels(layer, input, output, (in, out) -> y[out] = x[in]);
        },
        image -> {
          float[] gradient = image.outputGradient();
          float[] result = image.result(0);
          Arrays.fill(result, 0);
          pixels(layer, input, output, (in, out) -> result[in] = gradient[out]);
        });
  }

  /** The image with zeros around it. */
  static ImageKernel padded(Padding padding, ImageShape input) {
    ImageShape output = padding.around(input);
    return new ImageKernel(
        image -> {
          float[] x = image.input(0);
          float[] y = image.result(0);
          Arrays.fill(y, 0);
          rows(padding, input, output, (in, out) -> System.arraycopy(x, in, y, out, input.width()));
        },
        image -> {
          float[] gradient = image.outputGradient();
          float[] result = image.result(0);
          rows(
              padding,
              input,
              output,
              (in, out) -> System.arraycopy(gradient, out, result, in, input.width()));
        });
  }

  private static void rows(Padding padding, ImageShape input, ImageShape output, Pixel first) {
    for (int row = 0; row < input.channels() * input.height(); row++) {
      int channel = row / input.height();
      int y = row % input.height() + padding.top();
      int out = (channel * output.height() + y) * output.width() + padding.left();
      first.move(row * input.width(), out);
    }
  }

  /** What is done with a position in the input and the one that it has in the output. */
  private interface Pixel {
    void move(int in, int out);
  }

  private static void pixels(PadShortcut layer, ImageShape input, ImageShape output, Pixel pixel) {
    for (int channel = 0; channel < input.channels(); channel++) {
      for (int y = 0; y < output.height(); y++) {
        int in = (channel * input.height() + y * layer.stride()) * input.width();
        int out = ((channel + layer.channelsBefore()) * output.height() + y) * output.width();
        for (int x = 0; x < output.width(); x++) {
          pixel.move(in + x * layer.stride(), out + x);
        }
      }
    }
  }
}
