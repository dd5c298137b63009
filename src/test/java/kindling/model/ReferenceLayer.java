package kindling.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import kindling.data.ImageShape;
import kindling.model.architecture.Dropping;
import kindling.model.architecture.Elementwise;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.architecture.Padding;
import kindling.model.architecture.Pooling;
import kindling.model.architecture.WeightsLayout;
import kindling.model.engine.DropoutMask;
import org.apache.commons.math3.special.Erf;

/** One layer, of any kind, in training mode in double precision: straight from its definition. */
final class ReferenceLayer {
  private final int place;
  private final double[] weights;
  private final double[] buffers;
  private final WeightsLayout layout;
  private final Node node;
  private final Map<String, Integer> offsets = new HashMap<>();

  /**
   * The arithmetic of one node.
   *
   * @param place of the node among the architecture's
   * @param weights parameters and buffers, in the layout's order
   * @param buffers takes the new running statistics
   */
  ReferenceLayer(Node node, int place, WeightsLayout layout, double[] weights, double[] buffers) {
    this.node = node;
    this.place = place;
    this.layout = layout;
    this.weights = weights;
    this.buffers = buffers;
    for (Layer.Variable variable : node.layer().variables()) {
      offsets.put(variable.name(), layout.tensor(node.name() + "." + variable.name()).offset());
    }
  }

  DoubleImages apply(List<DoubleImages> inputs, ImageShape output, long seed) {
    DoubleImages input = inputs.get(0);
    Layer layer = node.layer();
    if (layer instanceof Layer.Conv conv) {
      return input.map(output, (n, c, y, x) -> conv(conv, input, n, c, y, x));
    } else if (layer instanceof Layer.BatchNorm norm) {
      return norm(norm, input);
    } else if (layer instanceof Elementwise.Relu) {
      return input.map(output, (n, c, y, x) -> Math.max(0, input.values()[input.at(n, c, y, x)]));
    } else if (layer instanceof Elementwise.Relu6) {
      return input.map(
          output, (n, c, y, x) -> Math.min(Math.max(0, input.values()[input.at(n, c, y, x)]), 6));
    } else if (layer instanceof Elementwise.Gelu) {
      return input.map(output, (n, c, y, x) -> gelu(input.values()[input.at(n, c, y, x)]));
    } else if (layer instanceof Elementwise.Scale scale) {
      return input.map(
          output, (n, c, y, x) -> scale.factor() * input.values()[input.at(n, c, y, x)]);
    } else if (layer instanceof Layer.Linear linear) {
      return input.map(output, (n, c, y, x) -> linear(linear, input, n, c));
    } else if (layer instanceof Pooling.MaxPool pool) {
      return input.map(
          output,
          (n, c, y, x) ->
              window(input, n, c, y, x, pool.kernel(), pool.stride(), pool.padding(), Math::max));
    } else if (layer instanceof Pooling.AvgPool pool) {
      Padding padding = pool.padding();
      DoubleImages ones = input.map(input.shape(), (n, c, y, x) -> 1);
      return input.map(
          output,
          (n, c, y, x) ->
              window(input, n, c, y, x, pool.kernel(), pool.stride(), padding, Double::sum)
                  / window(ones, n, c, y, x, pool.kernel(), pool.stride(), padding, Double::sum));
    } else if (layer instanceof Pooling.GlobalAvgPool) {
      return input.map(output, (n, c, y, x) -> mean(input, n, c));
    } else if (layer instanceof Layer.Add) {
      return input.map(
          output,
          (n, c, y, x) ->
              inputs.stream().mapToDouble(term -> term.values()[input.at(n, c, y, x)]).sum());
    } else if (layer instanceof Layer.Concat) {
      return input.map(output, (n, c, y, x) -> joined(inputs, n, c, y, x));
    } else if (layer instanceof Layer.Flatten) {
      return new DoubleImages(input.size(), output, input.values());
    } else if (layer instanceof Dropping.Dropout dropout) {
      return dropped(dropout, input, seed);
    } else if (layer instanceof Dropping.StochasticDepth depth) {
      DropoutMask mask = new DropoutMask(depth.probability(), place);
      return input.map(
          output, (n, c, y, x) -> mask.draw(seed, n) * input.values()[input.at(n, c, y, x)]);
    }
    Layer.PadShortcut pad = (Layer.PadShortcut) layer;
    return input.map(output, (n, c, y, x) -> padded(pad, input, n, c, y, x));
  }

  private double conv(Layer.Conv conv, DoubleImages input, int n, int c, int y, int x) {
    int weight = offset("weight");
    double sum = conv.bias() ? weights[offset("bias") + c] : 0;
    int groupInputs = conv.inputChannels() / conv.groups();
    int firstChannel = c / (conv.outputChannels() / conv.groups()) * groupInputs;
    for (int channel = 0; channel < groupInputs; channel++) {
      for (int i = 0; i < conv.kernel() * conv.kernel(); i++) {
        int row = y * conv.stride() - conv.padding().top() + i / conv.kernel();
        int column = x * conv.stride() - conv.padding().left() + i % conv.kernel();
        if (input.holds(row, column)) {
          int filter = (c * groupInputs + channel) * conv.kernel() * conv.kernel();
          sum +=
              weights[weight + filter + i]
                  * input.values()[input.at(n, firstChannel + channel, row, column)];
        }
      }
    }
    return sum;
  }

  private double linear(Layer.Linear linear, DoubleImages input, int n, int c) {
    double sum = weights[offset("bias") + c];
    for (int i = 0; i < linear.inputs(); i++) {
      sum +=
          weights[offset("weight") + c * linear.inputs() + i]
              * input.values()[input.at(n, i, 0, 0)];
    }
    return sum;
  }

  private static double gelu(double x) {
    return x / 2 * (1 + Erf.erf(x / Math.sqrt(2)));
  }

  private DoubleImages norm(Layer.BatchNorm norm, DoubleImages input) {
    int count = input.size() * input.shape().height() * input.shape().width();
    double[] means = new double[norm.channels()];
    double[] variances = new double[norm.channels()];
    input.map(
        input.shape(), (n, c, y, x) -> means[c] += input.values()[input.at(n, c, y, x)] / count);
    input.map(
        input.shape(),
        (n, c, y, x) -> {
          double distance = input.values()[input.at(n, c, y, x)] - means[c];
          return variances[c] += distance * distance / count;
        });
    for (int c = 0; c < norm.channels(); c++) {
      run(offset("running_mean") + c, norm.momentum(), means[c]);
      run(offset("running_var") + c, norm.momentum(), variances[c] * count / (count - 1.0));
    }
    return input.map(
        input.shape(),
        (n, c, y, x) ->
            (input.values()[input.at(n, c, y, x)] - means[c])
                    / Math.sqrt(variances[c] + norm.epsilon())
                    * weights[offset("weight") + c]
                + weights[offset("bias") + c]);
  }

  private void run(int place, double momentum, double batch) {
    buffers[place - layout.parameters()] = (1 - momentum) * weights[place] + momentum * batch;
  }

  private static double window(
      DoubleImages input,
      int n,
      int c,
      int y,
      int x,
      int kernel,
      int stride,
      Padding padding,
      DoubleBinaryOperator fold) {
    double result = Double.NaN;
    for (int i = 0; i < kernel * kernel; i++) {
      int row = y * stride - padding.top() + i / kernel;
      int column = x * stride - padding.left() + i % kernel;
      if (input.holds(row, column)) {
        double value = input.values()[input.at(n, c, row, column)];
        result = Double.isNaN(result) ? value : fold.applyAsDouble(result, value);
      }
    }
    return result;
  }

  private static double mean(DoubleImages input, int n, int c) {
    int window = input.shape().height() * input.shape().width();
    double sum = 0;
    for (int i = 0; i < window; i++) {
      sum += input.values()[input.at(n, c, 0, 0) + i];
    }
    return sum / window;
  }

  private static double joined(List<DoubleImages> inputs, int n, int c, int y, int x) {
    int channel = c;
    for (DoubleImages input : inputs) {
      if (channel < input.shape().channels()) {
        return input.values()[input.at(n, channel, y, x)];
      }
      channel -= input.shape().channels();
    }
    throw new IllegalArgumentException("no channel " + c);
  }

  private static double padded(
      Layer.PadShortcut pad, DoubleImages input, int n, int c, int y, int x) {
    int channel = c - pad.channelsBefore();
    boolean within = channel >= 0 && channel < input.shape().channels();
    return within ? input.values()[input.at(n, channel, y * pad.stride(), x * pad.stride())] : 0;
  }

  private DoubleImages dropped(Dropping.Dropout dropout, DoubleImages input, long seed) {
    DropoutMask mask = new DropoutMask(dropout.probability(), place);
    int size = input.shape().size();
    float[] factors = new float[input.size() * size];
    for (int n = 0; n < input.size(); n++) {
      mask.draw(seed, n, factors, n * size, (n + 1) * size);
    }
    return input.map(
        input.shape(),
        (n, c, y, x) -> input.values()[input.at(n, c, y, x)] * factors[input.at(n, c, y, x)]);
  }

  private int offset(String variable) {
    return offsets.get(variable);
  }
}
