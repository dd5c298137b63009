package kindling.model.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Elementwise;
import kindling.model.architecture.Layer;

/** Sums, products and what networks write with them: normalizations, scales and GELU. */
final class Arithmetic {
  static final Set<String> TYPES = Set.of("Add", "Sub", "Mul", "Div", "Sum", "Erf", "Gelu");

  private static final double ROUNDING = 1e-4;

  private final GraphReader graph;
  private final NetworkUnderway network;

  Arithmetic(GraphReader graph, NetworkUnderway network) {
    this.graph = graph;
    this.network = network;
  }

  Value read(Operator operator) {
    Value first = graph.value(operator, 0);
    if (operator.type().equals("Erf")) {
      return erf(operator, first);
    } else if (operator.type().equals("Gelu")) {
      if (!operator.text("approximate", "none").equals("none")) {
        throw operator.wrong("approximate = none");
      }
      return network.add(
          operator, new Elementwise.Gelu(), List.of(graph.layer(operator, first)));
    } else if (operator.inputs().size() != 2) {
      return operator.type().equals("Sum") ? sum(operator) : refuse(operator);
    }
    Value second = graph.value(operator, 1);
    boolean commutes = operator.type().equals("Add") || operator.type().equals("Mul");
    if (first instanceof Value.Constant constant && commutes) {
      return with(operator, second, constant);
    } else if (second instanceof Value.Constant constant) {
      return with(operator, first, constant);
    } else if (operator.type().equals("Mul")) {
      return product(operator, first, second);
    }
    return operator.type().equals("Add") || operator.type().equals("Sum")
        ? sum(operator)
        : refuse(operator);
  }

  private static Value refuse(Operator operator) {
    throw operator.wrong("a layer's output and a number, or a sum of layers' outputs");
  }

  private Value sum(Operator operator) {
    List<String> inputs = new ArrayList<>();
    for (int i = 0; i < operator.inputs().size(); i++) {
      inputs.add(graph.layer(operator, i));
    }
    return inputs.size() == 1
        ? new Value.Output(inputs.get(0))
        : network.add(operator, new Layer.Add(), inputs);
  }

  /** A value and numbers. */
  private Value with(Operator operator, Value value, Value.Constant constant) {
    if (value instanceof Value.Affine affine) {
      return normalized(operator, affine, constant);
    } else if (value instanceof Value.Product product && operator.type().equals("Add")) {
      return OperatorReader.linear(product, constant.numbers().floats(), network);
    } else if (!constant.isScalar()) {
      throw operator.wrong("one number as " + constant.name() + ", found " + constant.shape());
    }
    double number = Decimals.of(constant.numbers().floats()[0]);
    if (value instanceof Value.Erf erf && operator.type().equals("Add") && number == 1) {
      return new Value.OnePlusErf(erf.of());
    }
    double factor =
        switch (operator.type()) {
          case "Mul" -> number;
          case "Div" -> 1 / number;
          default -> throw operator.wrong("a sum of layers' outputs, found one with a number");
        };
    if (value instanceof Value.TwiceGelu gelu && factor == 0.5) {
      return network.add(operator, new Elementwise.Gelu(), List.of(gelu.of()));
    } else if (value instanceof Value.OnePlusErf) {
      throw operator.wrong("GELU as x · (1 + erf(x / √2)) / 2, found a part of it");
    }
    return new Value.Scaled(graph.layer(operator, value), factor);
  }

  /** x or x / 2, times 1 + erf(x / √2). */
  private Value product(Operator operator, Value first, Value second) {
    Value x = first instanceof Value.OnePlusErf ? second : first;
    Value.OnePlusErf erf =
        first instanceof Value.OnePlusErf one
            ? one
            : second instanceof Value.OnePlusErf two ? two : null;
    if (erf != null && x instanceof Value.Scaled half && half.factor() == 0.5) {
      if (half.of().equals(erf.of())) {
        return network.add(operator, new Elementwise.Gelu(), List.of(half.of()));
      }
    } else if (erf != null && graph.layer(operator, x).equals(erf.of())) {
      return new Value.TwiceGelu(erf.of());
    }
    throw operator.wrong("a number, or GELU as x · (1 + erf(x / √2)) / 2; found two values");
  }

  private Value erf(Operator operator, Value value) {
    if (value instanceof Value.Scaled scaled
        && Math.abs(scaled.factor() * Math.sqrt(2) - 1) < ROUNDING) {
      return new Value.Erf(scaled.of());
    }
    throw operator.wrong("GELU as x · (1 + erf(x / √2)) / 2, found erf of something else");
  }

  private Value normalized(Operator operator, Value.Affine affine, Value.Constant constant) {
    float[] numbers = constant.numbers().floats();
    int channels = network.shape(Architecture.INPUT).channels();
    List<Integer> shape = constant.shape();
    boolean each =
        numbers.length == channels
            && (channels == 1 || shape.size() >= 3 && shape.get(shape.size() - 3) == channels);
    if (numbers.length != 1 && !each) {
      throw operator.wrong(
          "a number, or one for each channel, as " + constant.name() + ", found " + shape);
    }
    DoubleBinaryOperator scale =
        switch (operator.type()) {
          case "Mul" -> (x, number) -> x * number;
          case "Div" -> (x, number) -> x / number;
          default -> (x, number) -> x;
        };
    DoubleBinaryOperator shift =
        switch (operator.type()) {
          case "Add" -> (x, number) -> x + number;
          case "Sub" -> (x, number) -> x - number;
          default -> scale;
        };
    double[] scales = new double[channels];
    double[] shifts = new double[channels];
    for (int c = 0; c < channels; c++) {
      float number = numbers[numbers.length == 1 ? 0 : c];
      scales[c] = scale.applyAsDouble(affine.scale()[c], number);
      shifts[c] = shift.applyAsDouble(affine.shift()[c], number);
    }
    return new Value.Affine(scales, shifts);
  }
}
