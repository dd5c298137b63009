package kindling.model.dl4j;

import java.util.Arrays;
import kindling.data.ImageShape;
import kindling.model.architecture.Layer.Conv;

/**
 * A convolution in groups of channels, depthwise where a group is one of them, the groups spread
 * over the replica's threads. Weights' gradients are summed in double, over the images in order.
 */
final class GroupedConvolution implements Kernel {
  private final Conv layer;
  private final ImageShape input;
  private final ImageShape output;
  private final int weight;
  private final int bias;
  private final int inputs;
  private final int outputs;
  private final int window;

  /**
   * @param parameters where the weight begins in the flat weights, with the bias behind it
   */
  GroupedConvolution(Conv layer, ImageShape input, ImageShape output, int parameters) {
    this.layer = layer;
    this.input = input;
    this.output = output;
    this.inputs = layer.inputChannels() / layer.groups();
    this.outputs = layer.outputChannels() / layer.groups();
    this.window = layer.kernel() * layer.kernel();
    this.weight = parameters;
    this.bias = parameters + layer.outputChannels() * inputs * window;
  }

  @Override
  public void forward(Step step, NodeArrays values, boolean training) {
    step.loop.run(
        layer.groups(),
        (from, to) -> {
          Planes in = values.input(0, layer.inputChannels());
          Planes out = values.output(layer.outputChannels());
          for (int image = 0; image < values.batch(); image++) {
            for (int o = from * outputs; o < to * outputs; o++) {
              Arrays.fill(out.plane, layer.bias() ? step.weights[bias + o] : 0);
              for (int i = 0; i < inputs; i++) {
                float[] x = in.load(image, o / outputs * inputs + i);
                convolve(x, step.weights, filter(o, i), out.plane);
              }
              out.store(image, o);
            }
          }
        });
  }

  @Override
  public void backward(Step step, NodeArrays values, NodeArrays gradients) {
    step.loop.run(
        layer.groups(),
        (from, to) -> {
          Planes in = values.input(0, layer.inputChannels());
          Planes incoming = gradients.output(layer.outputChannels());
          Planes outgoing = gradients.input(0, layer.inputChannels());
          for (int group = from; group < to; group++) {
            double[] slopes = new double[outputs * inputs * window];
            double[] biasSlopes = new double[outputs];
            for (int image = 0; image < values.batch(); image++) {
              for (int i = 0; i < inputs; i++) {
                float[] x = in.load(image, group * inputs + i);
                Arrays.fill(outgoing.plane, 0);
                for (int o = 0; o < outputs; o++) {
                  float[] yGradient = incoming.load(image, group * outputs + o);
                  int filter = filter(group * outputs + o, i);
                  spread(yGradient, step.weights, filter, outgoing.plane);
                  correlate(x, yGradient, slopes, (o * inputs + i) * window);
                  if (i == 0) {
                    biasSlopes[o] += sum(yGradient);
                  }
                }
                outgoing.store(image, group * inputs + i);
              }
            }
            store(slopes, step.gradient, filter(group * outputs, 0));
            if (layer.bias()) {
              store(biasSlopes, step.gradient, bias + group * outputs);
            }
          }
        });
  }

  /** Where the weights begin that an output channel has for the i-th input of its group. */
  private int filter(int output, int i) {
    return weight + (output * inputs + i) * window;
  }

  private void convolve(float[] x, float[] weights, int filter, float[] y) {
    int stride = layer.stride();
    eachRow(
        (k, in, out, count) -> {
          float factor = weights[filter + k];
          for (int j = 0; j < count; j++) {
            y[out + j] += factor * x[in + j * stride];
          }
        });
  }

  private void spread(float[] yGradient, float[] weights, int filter, float[] xGradient) {
    int stride = layer.stride();
    eachRow(
        (k, in, out, count) -> {
          float factor = weights[filter + k];
          for (int j = 0; j < count; j++) {
            xGradient[in + j * stride] += factor * yGradient[out + j];
          }
        });
  }

  private void correlate(float[] x, float[] yGradient, double[] slopes, int first) {
    int stride = layer.stride();
    eachRow(
        (k, in, out, count) -> {
          double sum = 0;
          for (int j = 0; j < count; j++) {
            sum += (double) yGradient[out + j] * x[in + j * stride];
          }
          slopes[first + k] += sum;
        });
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }

  private static void store(double[] slopes, float[] gradient, int place) {
    for (int k = 0; k < slopes.length; k++) {
      gradient[place + k] = (float) slopes[k];
    }
  }

  /** What is done where a weight meets a row. */
  private interface Row {
    /**
     * The weight meets {@code count} inputs from {@code in} on, a stride apart, for as many outputs
     * from {@code out} on.
     */
    void at(int weight, int in, int out, int count);
  }

  /** The kernel's way over a plane, a row of outputs at a time. No weight meets the padding. */
  private void eachRow(Row row) {
    for (int k = 0; k < window; k++) {
      int down = k / layer.kernel() - layer.padding().top();
      int right = k % layer.kernel() - layer.padding().left();
      int firstX = first(right);
      int count = end(right, input.width(), output.width()) - firstX;
      int endY = end(down, input.height(), output.height());
      for (int y = first(down); count > 0 && y < endY; y++) {
        int in = (y * layer.stride() + down) * input.width() + firstX * layer.stride() + right;
        row.at(k, in, y * output.width() + firstX, count);
      }
    }
  }

  /** The first output whose input, moved by {@code shift}, lies within. */
  private int first(int shift) {
    return shift >= 0 ? 0 : (layer.stride() - 1 - shift) / layer.stride();
  }

  /** The end of the outputs whose inputs, moved by {@code shift}, lie within. */
  private int end(int shift, int inputs, int outputs) {
    return shift >= inputs ? 0 : Math.min(outputs, (inputs - 1 - shift) / layer.stride() + 1);
  }
}
