package kindling.model.dl4j;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import kindling.data.ImageShape;
import kindling.model.architecture.Layer.Conv;

/**
 * A convolution in groups of channels, depthwise where a group is one of them, the groups spread
 * over the replica's threads.
 *
 * <p>Its parameters come from the step's flat weights and their gradients go to its flat array, at
 * {@link Places}. Weights' gradients are summed in double, over the images in order.
 */
final class GroupedConvolution implements Kernel {
  /** Where the layer's tensors begin; the bias's place means nothing where there is none. */
  record Places(int weight, int bias) {}

  private final Conv layer;
  private final Sweep sweep;
  private final Places places;
  private final Step step;
  private final Lanes lanes;
  private final int inputs;
  private final int outputs;
  private final int window;

  GroupedConvolution(
      Conv layer, ImageShape input, ImageShape output, Places places, Step step, Lanes lanes) {
    this.layer = layer;
    this.sweep = new Sweep(layer, input, output);
    this.places = places;
    this.step = step;
    this.lanes = lanes;
    this.inputs = layer.inputChannels() / layer.groups();
    this.outputs = layer.outputChannels() / layer.groups();
    this.window = layer.kernel() * layer.kernel();
  }

  @Override
  public void forward(List<FloatBuffer> sources, FloatBuffer result, int batch, boolean training) {
    Planes in = new Planes(sources.get(0), layer.inputChannels(), batch);
    Planes out = new Planes(result, layer.outputChannels(), batch);
    lanes.loop(
        layer.groups(),
        (from, to) -> {
          float[] x = new float[in.plane()];
          float[] y = new float[out.plane()];
          for (int image = 0; image < batch; image++) {
            for (int output = from * outputs; output < to * outputs; output++) {
              Arrays.fill(y, layer.bias() ? step.weights[places.bias + output] : 0);
              for (int i = 0; i < inputs; i++) {
                in.load(image, output / outputs * inputs + i, x);
                convolve(x, filter(output, i), y);
              }
              out.store(image, output, y);
            }
          }
        });
  }

  @Override
  public void backward(
      List<FloatBuffer> sources,
      FloatBuffer result,
      FloatBuffer resultGradient,
      List<FloatBuffer> sourceGradients,
      int batch) {
    Planes in = new Planes(sources.get(0), layer.inputChannels(), batch);
    Planes incoming = new Planes(resultGradient, layer.outputChannels(), batch);
    Planes outgoing = new Planes(sourceGradients.get(0), layer.inputChannels(), batch);
    lanes.loop(
        layer.groups(),
        (from, to) -> {
          for (int group = from; group < to; group++) {
            differentiate(group, in, incoming, outgoing);
          }
        });
  }

  private void differentiate(int group, Planes in, Planes incoming, Planes outgoing) {
    float[] x = new float[in.plane()];
    float[] xGradient = new float[x.length];
    float[] yGradient = new float[incoming.plane()];
    double[] slopes = new double[outputs * inputs * window];
    double[] biasSlopes = new double[outputs];
    int firstOutput = group * outputs;
    for (int image = 0; image < in.batch(); image++) {
      for (int i = 0; i < inputs; i++) {
        in.load(image, group * inputs + i, x);
        Arrays.fill(xGradient, 0);
        for (int o = 0; o < outputs; o++) {
          incoming.load(image, firstOutput + o, yGradient);
          spread(yGradient, filter(firstOutput + o, i), xGradient);
          correlate(x, yGradient, slopes, (o * inputs + i) * window);
          if (i == 0) {
            biasSlopes[o] += sum(yGradient);
          }
        }
        outgoing.store(image, group * inputs + i, xGradient);
      }
    }
    store(slopes, filter(firstOutput, 0));
    if (layer.bias()) {
      store(biasSlopes, places.bias + firstOutput);
    }
  }

  /** Where the weights begin that an output channel has for the i-th input of its group. */
  private int filter(int output, int i) {
    return places.weight + (output * inputs + i) * window;
  }

  private void convolve(float[] x, int filter, float[] y) {
    int stride = layer.stride();
    sweep.each(
        (weight, in, out, count) -> {
          float factor = step.weights[filter + weight];
          for (int k = 0; k < count; k++) {
            y[out + k] += factor * x[in + k * stride];
          }
        });
  }

  private void spread(float[] yGradient, int filter, float[] xGradient) {
    int stride = layer.stride();
    sweep.each(
        (weight, in, out, count) -> {
          float factor = step.weights[filter + weight];
          for (int k = 0; k < count; k++) {
            xGradient[in + k * stride] += factor * yGradient[out + k];
          }
        });
  }

  private void correlate(float[] x, float[] yGradient, double[] slopes, int first) {
    int stride = layer.stride();
    sweep.each(
        (weight, in, out, count) -> {
          double sum = 0;
          for (int k = 0; k < count; k++) {
            sum += (double) yGradient[out + k] * x[in + k * stride];
          }
          slopes[first + weight] += sum;
        });
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }

  private void store(double[] slopes, int place) {
    for (int k = 0; k < slopes.length; k++) {
      step.gradient[place + k] = (float) slopes[k];
    }
  }
}
