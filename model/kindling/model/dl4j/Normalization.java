package kindling.model.dl4j;

import java.nio.FloatBuffer;
import java.util.List;
import kindling.model.architecture.Layer.BatchNorm;

/**
 * Batch normalization with the ReLU that follows it, where one does, the channels spread over the
 * replica's threads.
 *
 * <p>Each pass reads the activations twice: once for a channel's sums, in double, and once to
 * write. The parameters come from the step's flat weights and their gradients and the new running
 * statistics go to its flat arrays, at {@link Places}. It replaces Deeplearning4j's layer, which
 * took over a third of a training step.
 */
final class Normalization implements Kernel {
  /** Where the layer's four tensors begin: two in the parameters, two in the buffers. */
  record Places(int scale, int shift, int mean, int variance) {}

  private final BatchNorm layer;
  private final boolean rectified;
  private final Places places;
  private final Step step;
  private final Lanes lanes;
  private final double[] means;
  private final double[] inverseDeviations;

  Normalization(BatchNorm layer, boolean rectified, Places places, Step step, Lanes lanes) {
    this.layer = layer;
    this.rectified = rectified;
    this.places = places;
    this.step = step;
    this.lanes = lanes;
    this.means = new double[layer.channels()];
    this.inverseDeviations = new double[layer.channels()];
  }

  @Override
  public void forward(List<FloatBuffer> inputs, FloatBuffer output, int batch, boolean training) {
    Planes input = new Planes(inputs.get(0), layer.channels(), batch);
    Planes result = new Planes(output, layer.channels(), batch);
    lanes.loop(
        layer.channels(),
        (from, to) -> {
          float[] x = new float[input.plane()];
          for (int channel = from; channel < to; channel++) {
            if (training) {
              gather(input, channel, x);
            } else {
              recall(channel);
            }
            normalize(input, result, channel, x);
          }
        });
  }

  private void gather(Planes input, int channel, float[] x) {
    double[] sums = new double[2];
    for (int image = 0; image < input.batch(); image++) {
      input.load(image, channel, x);
      Sums.add(x, x, sums);
    }
    double n = (double) input.batch() * x.length;
    double mean = sums[0] / n;
    double variance = Math.max(sums[1] / n - mean * mean, 0);
    means[channel] = mean;
    inverseDeviations[channel] = 1 / Math.sqrt(variance + layer.epsilon());
    // One value has no unbiased variance; PyTorch refuses it, here it counts as none.
    keep(places.mean() + channel, mean);
    keep(places.variance() + channel, n > 1 ? variance * n / (n - 1) : 0);
  }

  private void keep(int place, double found) {
    double old = step.weights[place];
    step.buffers[place - step.gradient.length] = (float) (old + layer.momentum() * (found - old));
  }

  private void recall(int channel) {
    means[channel] = step.weights[places.mean() + channel];
    double variance = step.weights[places.variance() + channel];
    inverseDeviations[channel] = 1 / Math.sqrt(variance + layer.epsilon());
  }

  private void normalize(Planes input, Planes output, int channel, float[] x) {
    float slope = slope(channel);
    float offset = offset(channel, slope);
    for (int image = 0; image < input.batch(); image++) {
      input.load(image, channel, x);
      Sums.line(x, slope, offset);
      if (rectified) {
        Gates.rectify(x, x.length);
      }
      output.store(image, channel, x);
    }
  }

  private float slope(int channel) {
    return (float) (step.weights[places.scale() + channel] * inverseDeviations[channel]);
  }

  private float offset(int channel, float slope) {
    return (float) (step.weights[places.shift() + channel] - means[channel] * slope);
  }

  @Override
  public void backward(
      List<FloatBuffer> inputs,
      FloatBuffer output,
      FloatBuffer outputGradient,
      List<FloatBuffer> inputGradients,
      int batch) {
    Planes input = new Planes(inputs.get(0), layer.channels(), batch);
    Planes incoming = new Planes(outputGradient, layer.channels(), batch);
    Planes outgoing = new Planes(inputGradients.get(0), layer.channels(), batch);
    lanes.loop(
        layer.channels(),
        (from, to) -> {
          float[] x = new float[input.plane()];
          float[] gradient = new float[x.length];
          float[] gate = new float[x.length];
          for (int channel = from; channel < to; channel++) {
            double[] sums = new double[2];
            for (int image = 0; image < batch; image++) {
              load(input, incoming, image, channel, x, gradient, gate);
              Sums.add(gradient, x, sums);
            }
            Line line = derivatives(channel, sums, (double) batch * x.length);
            for (int image = 0; image < batch; image++) {
              load(input, incoming, image, channel, x, gradient, gate);
              Sums.plane(gradient, x, line.a, line.b, line.c);
              outgoing.store(image, channel, gradient);
            }
          }
        });
  }

  /** The gradient by an input: a × the gradient by its output, plus b × the input, plus c. */
  private record Line(float a, float b, float c) {}

  private Line derivatives(int channel, double[] sums, double n) {
    double mean = means[channel];
    double inverse = inverseDeviations[channel];
    double byShift = sums[0];
    double byScale = (sums[1] - mean * sums[0]) * inverse;
    step.gradient[places.shift() + channel] = (float) byShift;
    step.gradient[places.scale() + channel] = (float) byScale;
    double a = step.weights[places.scale() + channel] * inverse;
    double b = -a * inverse * byScale / n;
    return new Line((float) a, (float) b, (float) (-a * byShift / n - b * mean));
  }

  /** Loads input and gradient, the latter through the gate that the forward pass computed. */
  private void load(
      Planes input,
      Planes incoming,
      int image,
      int channel,
      float[] x,
      float[] gradient,
      float[] gate) {
    input.load(image, channel, x);
    incoming.load(image, channel, gradient);
    if (rectified) {
      System.arraycopy(x, 0, gate, 0, x.length);
      float slope = slope(channel);
      Sums.line(gate, slope, offset(channel, slope));
      Gates.close(gradient, gate, gate.length);
    }
  }
}
