package kindling.model.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kindling.model.architecture.Elementwise;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Padding;
import kindling.model.architecture.Pooling;

/** Reads one node after another as layers, or as parts of one. */
final class OperatorReader {
  /** The operators that are read. */
  static final Set<String> TYPES = types();

  private final GraphReader graph;
  private final NetworkUnderway network;
  private final Arithmetic arithmetic;
  private final Windows windows;
  private final Vectors vectors;

  OperatorReader(GraphReader graph, NetworkUnderway network) {
    this.graph = graph;
    this.network = network;
    this.arithmetic = new Arithmetic(graph, network);
    this.windows = new Windows(graph, network);
    this.vectors = new Vectors(graph, network);
  }

  private static Set<String> types() {
    Set<String> types = new TreeSet<>(Arithmetic.TYPES);
    types.addAll(Windows.TYPES);
    types.addAll(Vectors.TYPES);
    types.addAll(List.of("Constant", "Identity", "Dropout", "Cast", "Concat"));
    types.addAll(List.of("GlobalAveragePool", "ReduceMean", "BatchNormalization"));
    types.addAll(List.of("Gemm", "MatMul", "Relu", "Clip", "Softmax", "LogSoftmax"));
    return types;
  }

  /** The names of the values that a node's output depends on. */
  static List<String> followed(Operator operator) {
    // Where a linear layer takes it, the shape is what is left of the batch.
    return operator.type().equals("Reshape") && !operator.inputs().isEmpty()
        ? operator.inputs().subList(0, 1)
        : operator.inputs();
  }

  /** What a node gives. */
  Value read(Operator operator) {
    if (Arithmetic.TYPES.contains(operator.type())) {
      return arithmetic.read(operator);
    } else if (Windows.TYPES.contains(operator.type())) {
      return windows.read(operator);
    } else if (Vectors.TYPES.contains(operator.type())) {
      return vectors.read(operator);
    }
    return switch (operator.type()) {
      case "Constant" -> constant(operator);
      case "Identity" -> graph.value(operator, 0);
      case "Dropout" -> dropout(operator);
      case "Cast" -> cast(operator);
      case "Concat" -> concat(operator);
      case "GlobalAveragePool" -> mean(operator);
      case "ReduceMean" -> reduced(operator);
      case "BatchNormalization" -> norm(operator);
      case "Gemm" -> gemm(operator);
      case "MatMul" -> matrix(operator, graph.constant(operator, 1), false);
      case "Relu" -> network.add(operator, new Elementwise.Relu(), inputs(operator));
      case "Clip" -> clip(operator);
      default -> throw operator.wrong("it as the last node alone");
    };
  }

  /** A value that no later node makes a layer with others. */
  static Value.Output alone(Operator operator, Value value, NetworkUnderway network) {
    if (value instanceof Value.Scaled scaled) {
      if (!(scaled.factor() > 0 && scaled.factor() < Double.POSITIVE_INFINITY)) {
        throw operator.wrong("a factor above 0 before it, found " + scaled.factor());
      }
      return network.add(
          operator, new Elementwise.Scale(scaled.factor()), List.of(scaled.of()));
    } else if (value instanceof Value.Strided strided && strided.rows() == strided.columns()) {
      return network.add(
          operator, new Layer.PadShortcut(strided.rows(), 0, 0), List.of(strided.of()));
    } else if (value instanceof Value.Product product) {
      float[] zeros = new float[product.matrix().outputs()];
      return linear(product, zeros, network);
    }
    throw operator.wrong("the output of a layer, found a part of one: " + what(value));
  }

  private static String what(Value value) {
    return value instanceof Value.Constant constant
        ? "the constant " + constant.name()
        : value.getClass().getSimpleName();
  }

  /** A matrix and a bias as one layer. */
  static Value.Output linear(Value.Product product, float[] bias, NetworkUnderway network) {
    Value.NamedMatrix matrix = product.matrix();
    return network.add(
        product.by(),
        matrix.name(),
        new Layer.Linear(matrix.inputs(), matrix.outputs()),
        product.of(),
        List.of(matrix.values(), bias));
  }

  private List<String> inputs(Operator operator) {
    return List.of(graph.layer(operator, 0));
  }

  /** The numbers in a node. */
  static Value.Constant constant(Operator operator) {
    return operator
        .tensor("value")
        .map(tensor -> Constants.of(operator.output(), tensor))
        .orElseThrow(() -> operator.wrong("a tensor as value"));
  }

  private Value dropout(Operator operator) {
    operator.real("ratio", 0.5f);
    operator.integer("seed", 0);
    operator.integer("is_test", 1);
    return graph.value(operator, 0);
  }

  private Value cast(Operator operator) {
    long type = operator.integer("to", 0);
    operator.integer("saturate", 1);
    if (type != TensorProto.DataType.FLOAT_VALUE) {
      throw operator.wrong("FLOAT, 1, found " + type);
    }
    Value value = graph.value(operator, 0);
    if (value instanceof Value.Affine || value instanceof Value.Constant) {
      return value;
    }
    throw operator.wrong("the images or a constant as its input");
  }

  private Value concat(Operator operator) {
    long axis = operator.integer("axis", 1);
    List<String> inputs = new ArrayList<>();
    for (int i = 0; i < operator.inputs().size(); i++) {
      inputs.add(graph.layer(operator, i));
    }
    if (axis != 1 && axis != -3) {
      throw operator.wrong("axis = 1, the channels, found " + axis);
    }
    return inputs.size() == 1
        ? new Value.Output(inputs.get(0))
        : network.add(operator, new Layer.Concat(), inputs);
  }

  private Value mean(Operator operator) {
    return network.add(operator, new Pooling.GlobalAvgPool(), inputs(operator));
  }

  private Value reduced(Operator operator) {
    operator.integer("keepdims", 1);
    operator.integer("noop_with_empty_axes", 0);
    long[] axes =
        operator.input(1).isPresent()
            ? graph.constant(operator, 1).numbers().longs()
            : operator.integers("axes").orElse(new long[0]);
    List<Long> places = new ArrayList<>();
    for (long axis : axes) {
      places.add(axis < 0 ? axis + 4 : axis);
    }
    if (!Set.copyOf(places).equals(Set.of(2L, 3L))) {
      throw operator.wrong("the mean of rows and columns, axes 2 and 3, found " + places);
    }
    return mean(operator);
  }

  private Value norm(Operator operator) {
    operator.only("training_mode", 0);
    operator.only("spatial", 1);
    String input = graph.layer(operator, 0);
    List<float[]> tensors = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      tensors.add(graph.constant(operator, i).numbers().floats());
    }
    double momentum = Decimals.complement(operator.real("momentum", 0.9f));
    double epsilon = Decimals.of(operator.real("epsilon", 1e-5f));
    if (!(momentum > 0 && momentum <= 1 && epsilon > 0)) {
      throw operator.wrong("a momentum from 0 to below 1 and an epsilon above 0");
    }
    Layer norm = new Layer.BatchNorm(network.shape(input).channels(), momentum, epsilon);
    return network.add(operator, operator.required(1), norm, input, tensors);
  }

  private Value gemm(Operator operator) {
    operator.only("transA", 0);
    if (operator.real("alpha", 1) != 1 || operator.real("beta", 1) != 1) {
      throw operator.wrong("alpha = 1 and beta = 1");
    }
    boolean transposed = operator.integer("transB", 0) != 0;
    Value.Product product = matrix(operator, graph.constant(operator, 1), transposed);
    int outputs = product.matrix().outputs();
    float[] bias =
        operator.input(2).isPresent()
            ? graph.constant(operator, 2).numbers().floats()
            : new float[outputs];
    return linear(product, bias, network);
  }

  private Value.Product matrix(Operator operator, Value.Constant constant, boolean transposed) {
    if (constant.shape().size() != 2 || constant.shape().contains(0)) {
      throw operator.wrong("a matrix as " + constant.name() + ", found " + constant.shape());
    }
    int rows = constant.shape().get(0);
    int columns = constant.shape().get(1);
    float[] values = constant.numbers().floats();
    String input = graph.layer(operator, 0);
    return new Value.Product(
        input,
        operator,
        transposed
            ? new Value.NamedMatrix(constant.name(), rows, columns, values)
            : new Value.NamedMatrix(
                constant.name(), columns, rows, transposed(values, rows, columns)));
  }

  private static float[] transposed(float[] values, int rows, int columns) {
    float[] transposed = new float[values.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        transposed[column * rows + row] = values[row * columns + column];
      }
    }
    return transposed;
  }

  private Value clip(Operator operator) {
    float low = bound(operator, 1, "min");
    float high = bound(operator, 2, "max");
    if (low == 0 && high == 6) {
      return network.add(operator, new Elementwise.Relu6(), inputs(operator));
    } else if (low == 0 && high >= Float.MAX_VALUE) {
      return network.add(operator, new Elementwise.Relu(), inputs(operator));
    }
    throw operator.wrong("bounds of 0 and 6, found " + low + " and " + high);
  }

  private float bound(Operator operator, int index, String attribute) {
    float none = index == 1 ? -Float.MAX_VALUE : Float.MAX_VALUE;
    float inside = operator.real(attribute, none);
    if (operator.input(index).isEmpty()) {
      return inside;
    }
    Value.Constant constant = graph.constant(operator, index);
    if (!constant.isScalar()) {
      throw operator.wrong("one number as " + attribute + ", found " + constant.shape());
    }
    return constant.numbers().floats()[0];
  }

  /** Of images, [top, left, bottom, right]. */
  static Padding padding(int[] sides) {
    return new Padding(sides[0], sides[1], sides[2], sides[3]);
  }
}
