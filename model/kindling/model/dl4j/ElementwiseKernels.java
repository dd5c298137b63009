package kindling.model.dl4j;

import kindling.model.architecture.Dropping;
import kindling.model.architecture.Elementwise;
import kindling.model.engine.DropoutMask;

/** The kernels of layers that treat every element, or every image, by itself. */
final class ElementwiseKernels {
  /** Twice this takes the smallest positive float above 1. */
  private static final float HUGE = 0x1p127f;

  private static final float RELU6_BOUND = 6;
  private static final double DENSITY_AT_ZERO = 1 / Math.sqrt(2 * Math.PI);

  private ElementwiseKernels() {}

  static ImageKernel of(Elementwise layer) {
    if (layer instanceof Elementwise.Relu) {
      return relu();
    } else if (layer instanceof Elementwise.Relu6) {
      return relu6();
    } else if (layer instanceof Elementwise.Gelu) {
      return gelu();
    } else if (layer instanceof Elementwise.Scale scale) {
      return scale((float) scale.factor());
    }
    throw new UnsupportedOperationException("the dl4j engine has no " + layer);
  }

  /**
   * What a layer drops.
   *
   * @param node its place among the architecture's nodes
   */
  static ImageKernel of(Dropping layer, int node) {
    if (layer instanceof Dropping.Dropout dropout) {
      return dropout(new DropoutMask(dropout.probability(), node));
    } else if (layer instanceof Dropping.StochasticDepth depth) {
      return stochasticDepth(new DropoutMask(depth.probability(), node));
    }
    throw new UnsupportedOperationException("the dl4j engine has no " + layer);
  }

  private static ImageKernel relu() {
    return new ImageKernel(
        image -> rectify(image.input(0), image.result(0)),
        image -> closeGate(image.outputGradient(), image.output(), image.result(0)));
  }

  /** max(x, 0); without branches, of which the compiler makes vector instructions. */
  static void rectify(float[] x, float[] y) {
    for (int i = 0; i < y.length; i++) {
      y[i] = Math.max(x[i], 0f);
    }
  }

  /** The gradient where the output of ReLU is above zero, zero elsewhere; without branches too. */
  static void closeGate(float[] gradient, float[] output, float[] result) {
    for (int i = 0; i < result.length; i++) {
      result[i] = gradient[i] * Math.min(Math.max(output[i], 0f) * HUGE * HUGE, 1f);
    }
  }

  /** Where either bound holds the gradient is zero, as in PyTorch. */
  private static ImageKernel relu6() {
    return new ImageKernel(
        image -> {
          float[] x = image.input(0);
          float[] y = image.result(0);
          for (int i = 0; i < y.length; i++) {
            y[i] = Math.min(Math.max(x[i], 0), RELU6_BOUND);
          }
        },
        image -> {
          float[] y = image.output();
          float[] gradient = image.outputGradient();
          float[] result = image.result(0);
          for (int i = 0; i < y.length; i++) {
            result[i] = y[i] > 0 && y[i] < RELU6_BOUND ? gradient[i] : 0;
          }
        });
  }

  /**
   * x times the normal distribution's function at x. The error function is the approximation 7.1.26
   * of Abramowitz and Stegun, Handbook of Mathematical Functions, 1964, within 1.5e-7.
   */
  private static ImageKernel gelu() {
    return new ImageKernel(
        image -> {
          float[] x = image.input(0);
          float[] y = image.result(0);
          for (int i = 0; i < y.length; i++) {
            y[i] = (float) (x[i] * shareBelow(x[i], bell(x[i])));
          }
        },
        image -> {
          float[] x = image.input(0);
          float[] gradient = image.outputGradient();
          float[] result = image.result(0);
          for (int i = 0; i < x.length; i++) {
            double bell = bell(x[i]);
            double slope = shareBelow(x[i], bell) + x[i] * DENSITY_AT_ZERO * bell;
            result[i] = (float) (slope * gradient[i]);
          }
        });
  }

  /** By the specified function: Math's may differ from one processor to the next. */
  private static double bell(double x) {
    return StrictMath.exp(-x * x / 2);
  }

  /** The normal distribution's share below x. */
  private static double shareBelow(double x, double bell) {
    double t = 1 / (1 + 0.3275911 / Math.sqrt(2) * Math.abs(x));
    double tail =
        0.5
            * bell
            * t
            * (0.254829592
                + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
    return x < 0 ? tail : 1 - tail;
  }

  private static ImageKernel scale(float factor) {
    return new ImageKernel(
        image -> multiply(factor, image.input(0), image.result(0)),
        image -> multiply(factor, image.outputGradient(), image.result(0)));
  }

  /** The way back draws the factor again, so that nothing is kept. */
  private static ImageKernel stochasticDepth(DropoutMask mask) {
    return new ImageKernel(
        image -> {
          float factor = image.training ? mask.draw(image.seed, image.index) : 1;
          multiply(factor, image.input(0), image.result(0));
        },
        image -> {
          float factor = mask.draw(image.seed, image.index);
          multiply(factor, image.outputGradient(), image.result(0));
        });
  }

  private static void multiply(float factor, float[] x, float[] y) {
    for (int i = 0; i < y.length; i++) {
      y[i] = factor * x[i];
    }
  }

  /** The way back draws the mask again, so that nothing is kept. */
  private static ImageKernel dropout(DropoutMask mask) {
    return new ImageKernel(
        image -> {
          if (image.training) {
            drop(mask, image, image.input(0));
          } else {
            System.arraycopy(image.input(0), 0, image.result(0), 0, image.result(0).length);
          }
        },
        image -> drop(mask, image, image.outputGradient()));
  }

  private static void drop(DropoutMask mask, Image image, float[] x) {
    float[] y = image.result(0);
    mask.draw(image.seed, image.index, y, 0, y.length);
    for (int i = 0; i < y.length; i++) {
      y[i] *= x[i];
    }
  }
}
