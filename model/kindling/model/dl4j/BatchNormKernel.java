package kindling.model.dl4j;

import kindling.model.architecture.Layer.BatchNorm;

/**
 * Batch normalization with the ReLU that follows it, where one does, the channels spread over the
 * replica's threads.
 *
 * <p>Each pass reads the activations twice: once for a channel's sums, in double and in a fixed
 * order, and once to write. It replaces Deeplearning4j's layer, which took over a third of a
 * training step.
 */
final class BatchNormKernel implements Kernel {
  private final BatchNorm layer;
  private final boolean rectified;
  private final int parameters;
  private final int statistics;
  private final double[] means;
  private final double[] inverseDeviations;
  private final float[] slopes;
  private final float[] offsets;

  /**
   * @param parameters where the scales begin in the flat weights, with the shifts behind them
   * @param statistics where the running means begin there, with the variances behind them
   */
  BatchNormKernel(BatchNorm layer, boolean rectified, int parameters, int statistics) {
    this.layer = layer;
    this.rectified = rectified;
    this.parameters = parameters;
    this.statistics = statistics;
    this.means = new double[layer.channels()];
    this.inverseDeviations = new double[layer.channels()];
    this.slopes = new float[layer.channels()];
    this.offsets = new float[layer.channels()];
  }

  @Override
  public void forward(Step step, NodeArrays values, boolean training) {
    step.loop.run(
        layer.channels(),
        (from, to) -> {
          Planes input = values.input(0, layer.channels());
          Planes output = values.output(layer.channels());
          for (int channel = from; channel < to; channel++) {
            if (training) {
              measure(step, input, values.batch(), channel);
            } else {
              int variance = statistics + layer.channels() + channel;
              prepare(step, channel, step.weights[statistics + channel], step.weights[variance]);
            }
            for (int image = 0; image < values.batch(); image++) {
              line(input.load(image, channel), channel, output.plane);
              if (rectified) {
                ElementwiseKernels.rectify(output.plane, output.plane);
              }
              output.store(image, channel);
            }
          }
        });
  }

  private void measure(Step step, Planes input, int batch, int channel) {
    double[] sums = new double[2];
    for (int image = 0; image < batch; image++) {
      float[] x = input.load(image, channel);
      addSums(x, x, sums);
    }
    double n = (double) batch * input.plane.length;
    double mean = sums[0] / n;
    double variance = Math.max(sums[1] / n - mean * mean, 0);
    prepare(step, channel, mean, variance);
    keep(step, statistics + channel, mean);
    // One value has no unbiased variance; PyTorch refuses it, here it counts as none.
    keep(step, statistics + layer.channels() + channel, n > 1 ? variance * n / (n - 1) : 0);
  }

  private void keep(Step step, int place, double found) {
    double old = step.weights[place];
    step.buffers[place - step.gradient.length] = (float) (old + layer.momentum() * (found - old));
  }

  private void prepare(Step step, int channel, double mean, double variance) {
    float scale = step.weights[parameters + channel];
    float shift = step.weights[parameters + layer.channels() + channel];
    means[channel] = mean;
    inverseDeviations[channel] = 1 / Math.sqrt(variance + layer.epsilon());
    slopes[channel] = (float) (scale * inverseDeviations[channel]);
    offsets[channel] = (float) (shift - mean * slopes[channel]);
  }

  private void line(float[] x, int channel, float[] y) {
    float slope = slopes[channel];
    float offset = offsets[channel];
    for (int i = 0; i < y.length; i++) {
      y[i] = slope * x[i] + offset;
    }
  }

  @Override
  public void backward(Step step, NodeArrays values, NodeArrays gradients) {
    step.loop.run(
        layer.channels(),
        (from, to) -> {
          Planes input = values.input(0, layer.channels());
          Planes incoming = gradients.output(layer.channels());
          Planes outgoing = gradients.input(0, layer.channels());
          for (int channel = from; channel < to; channel++) {
            double[] sums = new double[2];
            for (int image = 0; image < values.batch(); image++) {
              float[] x = input.load(image, channel);
              addSums(gated(incoming, image, channel, x, outgoing.plane), x, sums);
            }
            Plane plane =
                derivatives(step, channel, sums, (double) values.batch() * input.plane.length);
            for (int image = 0; image < values.batch(); image++) {
              float[] x = input.load(image, channel);
              plane.of(gated(incoming, image, channel, x, outgoing.plane), x, outgoing.plane);
              outgoing.store(image, channel);
            }
          }
        });
  }

  /** The gradient by the normalized values: through the ReLU that the forward pass computed. */
  private float[] gated(Planes incoming, int image, int channel, float[] x, float[] gate) {
    float[] gradient = incoming.load(image, channel);
    if (rectified) {
      line(x, channel, gate);
      ElementwiseKernels.closeGate(gradient, gate, gradient);
    }
    return gradient;
  }

  /** The gradient by an input: a × the gradient by its output, plus b × the input, plus c. */
  private record Plane(float a, float b, float c) {
    void of(float[] gradient, float[] x, float[] result) {
      for (int i = 0; i < result.length; i++) {
        result[i] = a * gradient[i] + b * x[i] + c;
      }
    }
  }

  private Plane derivatives(Step step, int channel, double[] sums, double n) {
    double mean = means[channel];
    double inverse = inverseDeviations[channel];
    double byShift = sums[0];
    double byScale = (sums[1] - mean * sums[0]) * inverse;
    step.gradient[parameters + channel] = (float) byScale;
    step.gradient[parameters + layer.channels() + channel] = (float) byShift;
    double a = step.weights[parameters + channel] * inverse;
    double b = -a * inverse * byScale / n;
    return new Plane((float) a, (float) b, (float) (-a * byShift / n - b * mean));
  }

  /** Adds Σa to {@code sums[0]} and Σa·b to {@code sums[1]}. */
  private static void addSums(float[] a, float[] b, double[] sums) {
    // Four chains, because one addition after another would wait for each.
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    double p0 = 0, p1 = 0, p2 = 0, p3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      double a0 = a[i], a1 = a[i + 1], a2 = a[i + 2], a3 = a[i + 3];
      s0 += a0;
      s1 += a1;
      s2 += a2;
      s3 += a3;
      p0 += a0 * b[i];
      p1 += a1 * b[i + 1];
      p2 += a2 * b[i + 2];
      p3 += a3 * b[i + 3];
    }
    for (; i < a.length; i++) {
      s0 += a[i];
      p0 += (double) a[i] * b[i];
    }
    sums[0] += (s0 + s1) + (s2 + s3);
    sums[1] += (p0 + p1) + (p2 + p3);
  }
}
