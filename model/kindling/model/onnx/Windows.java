package kindling.model.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import kindling.data.ImageShape;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Padding;
import kindling.model.architecture.Pooling;

/** Convolutions, pooling, and what pads and cuts images for them. */
final class Windows {
  static final Set<String> TYPES = Set.of("Conv", "MaxPool", "AveragePool", "Pad", "Slice");

  private final GraphReader graph;
  private final NetworkUnderway network;

  Windows(GraphReader graph, NetworkUnderway network) {
    this.graph = graph;
    this.network = network;
  }

  Value read(Operator operator) {
    return switch (operator.type()) {
      case "Conv" -> convolution(operator);
      case "Pad" -> padded(operator);
      case "Slice" -> strided(operator);
      default -> pool(operator);
    };
  }

  private Value convolution(Operator operator) {
    Value.Constant weight = graph.constant(operator, 1);
    List<Integer> shape = weight.shape();
    if (shape.size() != 4 || !shape.get(2).equals(shape.get(3)) || shape.contains(0)) {
      throw operator.wrong(
          "weights [out, in, kernel, kernel] as " + weight.name() + ", found " + shape);
    }
    int kernel = shape.get(2);
    int groups = group(operator);
    if (operator.square("kernel_shape", kernel) != kernel) {
      throw operator.wrong("kernel_shape as the weights', " + kernel);
    }
    if (operator.square("dilations", 1) != 1) {
      throw operator.wrong("dilations of 1");
    }
    int stride = operator.square("strides", 1);
    Value value = graph.value(operator, 0);
    Padding around = Padding.NONE;
    if (value instanceof Value.Padded padded) {
      around = padded.padding();
      value = new Value.Output(padded.of());
    }
    String input = graph.layer(operator, value);
    Padding own = padding(operator, network.shape(input), kernel, stride);
    List<float[]> tensors = new ArrayList<>(List.of(weight.numbers().floats()));
    boolean bias = operator.input(2).isPresent();
    if (bias) {
      tensors.add(graph.constant(operator, 2).numbers().floats());
    }
    try {
      Layer layer =
          new Layer.Conv(
              Math.multiplyExact(shape.get(1), groups),
              shape.get(0),
              kernel,
              stride,
              sum(own, around),
              groups,
              bias);
      return network.add(operator, weight.name(), layer, input, tensors);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw operator.wrong("a convolution: " + e.getMessage());
    }
  }

  private static int group(Operator operator) {
    long group = operator.integer("group", 1);
    if (group < 1 || group > Integer.MAX_VALUE) {
      throw operator.wrong("a group of at least 1, found " + group);
    }
    return (int) group;
  }

  private static Padding sum(Padding one, Padding other) {
    return new Padding(
        one.top() + other.top(),
        one.left() + other.left(),
        one.bottom() + other.bottom(),
        one.right() + other.right());
  }

  private Value pool(Operator operator) {
    boolean largest = operator.type().equals("MaxPool");
    int kernel = operator.square("kernel_shape", 0);
    int stride = operator.square("strides", 1);
    if (operator.square("dilations", 1) != 1) {
      throw operator.wrong("dilations of 1");
    }
    operator.integer("storage_order", 0);
    String input = graph.layer(operator, 0);
    ImageShape shape = network.shape(input);
    if (kernel == 0 || stride == 0) {
      throw operator.wrong("kernel_shape and strides of at least 1");
    }
    Padding padding = padding(operator, shape, kernel, stride);
    ImageShape around = padding.around(shape);
    boolean even =
        (around.height() - kernel) % stride == 0 && (around.width() - kernel) % stride == 0;
    if (operator.integer("ceil_mode", 0) != 0 && !even) {
      throw operator.wrong("ceil_mode = 0");
    }
    if (operator.integer("count_include_pad", 0) != 0 && !padding.equals(Padding.NONE)) {
      throw operator.wrong("count_include_pad = 0 where there is padding");
    }
    try {
      Layer layer =
          largest
              ? new Pooling.MaxPool(kernel, stride, padding)
              : new Pooling.AvgPool(kernel, stride, padding);
      return network.add(operator, layer, List.of(input));
    } catch (IllegalArgumentException e) {
      throw operator.wrong("pooling: " + e.getMessage());
    }
  }

  /** As it is given, or as much as keeps the size at a stride of 1. */
  private static Padding padding(Operator operator, ImageShape input, int kernel, int stride) {
    String automatic = operator.text("auto_pad", "NOTSET");
    int[] pads = operator.extents("pads", 0, 0, 0, 0);
    if (automatic.equals("NOTSET") || automatic.isEmpty()) {
      return OperatorReader.padding(pads);
    } else if (automatic.equals("VALID")) {
      return Padding.NONE;
    } else if (!automatic.startsWith("SAME_") || stride == 0) {
      throw operator.wrong("auto_pad = NOTSET, VALID or SAME_, found " + automatic);
    }
    int rows = missing(input.height(), kernel, stride);
    int columns = missing(input.width(), kernel, stride);
    return automatic.equals("SAME_UPPER")
        ? new Padding(rows / 2, columns / 2, rows - rows / 2, columns - columns / 2)
        : new Padding(rows - rows / 2, columns - columns / 2, rows / 2, columns / 2);
  }

  private static int missing(int size, int kernel, int stride) {
    int windows = (size - 1) / stride + 1;
    return Math.max(0, (windows - 1) * stride + kernel - size);
  }

  private Value padded(Operator operator) {
    if (!operator.text("mode", "constant").equals("constant")
        || operator.real("value", 0) != 0
        || operator.input(2).isPresent() && number(operator) != 0) {
      throw operator.wrong("zeros around");
    }
    long[] pads =
        operator.input(1).isPresent()
            ? graph.constant(operator, 1).numbers().longs()
            : operator.integers("pads").orElse(new long[0]);
    boolean sound = pads.length == 8 && operator.input(3).isEmpty();
    for (long pad : pads) {
      sound &= pad >= 0 && pad <= 1_000_000;
    }
    if (!sound || pads[0] != 0 || pads[4] != 0) {
      throw operator.wrong("eight numbers of at least 0 as pads, none of them of the batch");
    }
    Value value = graph.value(operator, 0);
    if (pads[2] + pads[3] + pads[6] + pads[7] > 0) {
      if (pads[1] + pads[5] > 0) {
        throw operator.wrong("zero channels, or zeros around a convolution's images; found both");
      }
      return new Value.Padded(
          graph.layer(operator, value),
          new Padding((int) pads[2], (int) pads[3], (int) pads[6], (int) pads[7]));
    }
    int stride = 1;
    if (value instanceof Value.Strided strided && strided.rows() == strided.columns()) {
      stride = strided.rows();
      value = new Value.Output(strided.of());
    }
    Layer shortcut = new Layer.PadShortcut(stride, (int) pads[1], (int) pads[5]);
    return network.add(operator, shortcut, List.of(graph.layer(operator, value)));
  }

  private float number(Operator operator) {
    float[] numbers = graph.constant(operator, 2).numbers().floats();
    return numbers.length == 1 ? numbers[0] : Float.NaN;
  }

  /** Every n-th row or column of all, from the first on. */
  private Value strided(Operator operator) {
    long[] starts = numbers(operator, 1, "starts");
    long[] ends = numbers(operator, 2, "ends");
    long[] axes = numbers(operator, 3, "axes");
    long[] steps = operator.input(4).isPresent() ? numbers(operator, 4, "steps") : ones(starts);
    Value value = graph.value(operator, 0);
    int rows = 1;
    int columns = 1;
    String input;
    if (value instanceof Value.Strided before) {
      rows = before.rows();
      columns = before.columns();
      input = before.of();
    } else {
      input = graph.layer(operator, value);
    }
    ImageShape shape = network.shape(input);
    boolean whole = starts.length == axes.length && ends.length == axes.length;
    for (int i = 0; whole && i < axes.length && i < steps.length; i++) {
      long axis = axes[i] < 0 ? axes[i] + 4 : axes[i];
      long size = axis == 2 ? shape.height() : shape.width();
      whole =
          (axis == 2 || axis == 3)
              && starts[i] == 0
              && ends[i] >= size
              && steps[i] >= 1
              && steps[i] <= 1_000_000;
      rows = axis == 2 ? Math.toIntExact(Math.min(rows * steps[i], 1_000_000)) : rows;
      columns = axis == 3 ? Math.toIntExact(Math.min(columns * steps[i], 1_000_000)) : columns;
    }
    if (!whole || steps.length != axes.length) {
      throw operator.wrong("every n-th row and column of the whole image");
    }
    return new Value.Strided(input, rows, columns);
  }

  private long[] numbers(Operator operator, int index, String attribute) {
    return operator.input(index).isPresent()
        ? graph.constant(operator, index).numbers().longs()
        : operator
            .integers(attribute)
            .orElseThrow(() -> operator.wrong("numbers as " + attribute));
  }

  private static long[] ones(long[] like) {
    long[] ones = new long[like.length];
    Arrays.fill(ones, 1);
    return ones;
  }
}
