package kindling.model.dl4j;

import java.util.Arrays;
import kindling.data.ImageShape;
import kindling.model.architecture.Pooling;

/** The kernels of layers that make one value of each window. */
final class PoolingKernels {
  private PoolingKernels() {}

  static ImageKernel of(Pooling layer, ImageShape input, ImageShape output) {
    if (layer instanceof Pooling.MaxPool pool) {
      return max(pool, input, output);
    } else if (layer instanceof Pooling.AvgPool pool) {
      return mean(pool.kernel(), pool.kernel(), pool.stride(), input, output);
    } else if (layer instanceof Pooling.GlobalAvgPool) {
      return mean(input.height(), input.width(), 1, input, output);
    }
    throw new UnsupportedOperationException("the dl4j engine has no " + layer);
  }

  /**
   * The largest value of each window; the first of equal ones takes the gradient, as in PyTorch,
   * and so does the last NaN.
   */
  private static ImageKernel max(Pooling.MaxPool layer, ImageShape input, ImageShape output) {
    return new ImageKernel(
        image -> {
          float[] x = image.input(0);
          float[] y = image.result(0);
          for (int i = 0; i < y.length; i++) {
            y[i] = x[largest(layer, input, output, x, i)];
          }
        },
        image -> {
          float[] x = image.input(0);
          float[] gradient = image.outputGradient();
          float[] result = image.result(0);
          Arrays.fill(result, 0);
          for (int i = 0; i < gradient.length; i++) {
            result[largest(layer, input, output, x, i)] += gradient[i];
          }
        });
  }

  /** The position of the largest input of the window that gives this output. */
  private static int largest(
      Pooling.MaxPool layer, ImageShape input, ImageShape output, float[] x, int position) {
    int left = position % output.width() * layer.stride() - layer.padding();
    int top = position / output.width() % output.height() * layer.stride() - layer.padding();
    int channel = position / (output.width() * output.height());
    int bottom = Math.min(top + layer.kernel(), input.height());
    int right = Math.min(left + layer.kernel(), input.width());
    int best = -1;
    for (int row = Math.max(top, 0); row < bottom; row++) {
      int start = (channel * input.height() + row) * input.width();
      for (int i = start + Math.max(left, 0); i < start + right; i++) {
        if (best < 0 || x[i] > x[best] || Float.isNaN(x[i])) {
          best = i;
        }
      }
    }
    return best;
  }

  /** The mean of each window without padding; a window may be the whole channel. */
  private static ImageKernel mean(
      int kernelHeight, int kernelWidth, int stride, ImageShape input, ImageShape output) {
    int size = kernelHeight * kernelWidth;
    return new ImageKernel(
        image -> {
          float[] x = image.input(0);
          float[] y = image.result(0);
          for (int i = 0; i < y.length; i++) {
            int corner = corner(stride, input, output, i);
            double sum = 0;
            for (int row = 0; row < kernelHeight; row++) {
              for (int column = 0; column < kernelWidth; column++) {
                sum += x[corner + row * input.width() + column];
              }
            }
            y[i] = (float) (sum / size);
          }
        },
        image -> {
          float[] gradient = image.outputGradient();
          float[] result = image.result(0);
          Arrays.fill(result, 0);
          for (int i = 0; i < gradient.length; i++) {
            int corner = corner(stride, input, output, i);
            float share = gradient[i] / size;
            for (int row = 0; row < kernelHeight; row++) {
              for (int column = 0; column < kernelWidth; column++) {
                result[corner + row * input.width() + column] += share;
              }
            }
          }
        });
  }

  /** The position of the first input of the window that gives this output. */
  private static int corner(int stride, ImageShape input, ImageShape output, int position) {
    int column = position % output.width();
    int row = position / output.width() % output.height();
    int channel = position / (output.width() * output.height());
    return (channel * input.height() + row * stride) * input.width() + column * stride;
  }
}
