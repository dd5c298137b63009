package kindling.model.dl4j;

import java.util.Arrays;
import kindling.data.ImageShape;
import kindling.model.architecture.Padding;
import kindling.model.architecture.Pooling;

/** The kernels of layers that make one value of each window. */
final class PoolingKernels {
  private PoolingKernels() {}

  static ImageKernel of(Pooling layer, ImageShape input, ImageShape output) {
    if (layer instanceof Pooling.MaxPool pool) {
      return max(pool, input, output);
    } else if (layer instanceof Pooling.AvgPool pool) {
      return mean(
          new Window(pool.kernel(), pool.kernel(), pool.stride(), pool.padding()), input, output);
    } else if (layer instanceof Pooling.GlobalAvgPool) {
      return mean(new Window(input.height(), input.width(), 1, Padding.NONE), input, output);
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
    int left = position % output.width() * layer.stride() - layer.padding().left();
    int top = position / output.width() % output.height() * layer.stride() - layer.padding().top();
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

  /** What moves over an image. */
  private record Window(int height, int width, int stride, Padding padding) {}

  /** What lies under a window that gives an output: rows and columns up to before the ends. */
  private record Covered(int channel, int top, int bottom, int left, int right) {
    static Covered by(Window window, ImageShape input, ImageShape output, int position) {
      int left = position % output.width() * window.stride - window.padding.left();
      int top = position / output.width() % output.height() * window.stride - window.padding.top();
      return new Covered(
          position / (output.width() * output.height()),
          Math.max(top, 0),
          Math.min(top + window.height, input.height()),
          Math.max(left, 0),
          Math.min(left + window.width, input.width()));
    }

    int size() {
      return (bottom - top) * (right - left);
    }

    /** Where a row of the channel begins. */
    int row(ImageShape input, int row) {
      return (channel * input.height() + row) * input.width();
    }
  }

  /** The mean of what lies under each window, which may be the whole channel. */
  private static ImageKernel mean(Window window, ImageShape input, ImageShape output) {
    return new ImageKernel(
        image -> {
          float[] x = image.input(0);
          float[] y = image.result(0);
          for (int i = 0; i < y.length; i++) {
            Covered covered = Covered.by(window, input, output, i);
            double sum = 0;
            for (int row = covered.top; row < covered.bottom; row++) {
              int start = covered.row(input, row);
              for (int column = covered.left; column < covered.right; column++) {
                sum += x[start + column];
              }
            }
            y[i] = (float) (sum / covered.size());
          }
        },
        image -> {
          float[] gradient = image.outputGradient();
          float[] result = image.result(0);
          Arrays.fill(result, 0);
          for (int i = 0; i < gradient.length; i++) {
            Covered covered = Covered.by(window, input, output, i);
            float share = gradient[i] / covered.size();
            for (int row = covered.top; row < covered.bottom; row++) {
              int start = covered.row(input, row);
              for (int column = covered.left; column < covered.right; column++) {
                result[start + column] += share;
              }
            }
          }
        });
  }
}
