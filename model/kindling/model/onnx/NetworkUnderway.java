package kindling.model.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.weights.NamedTensor;
import kindling.model.weights.WeightsException;

/** The layers that have been read, with their tensors and the shapes that they give. */
final class NetworkUnderway {
  private final ImageShape input;
  private final long mostElements;
  private final LayerNames names = new LayerNames();
  private final Map<String, ImageShape> shapes = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, NamedTensor> tensors = new LinkedHashMap<>();
  private long elements;

  /**
   * A network without layers.
   *
   * @param mostElements of all tensors: constants that many layers share are copied for each
   */
  NetworkUnderway(ImageShape input, long mostElements) {
    this.input = input;
    this.mostElements = mostElements;
    shapes.put(Architecture.INPUT, input);
  }

  ImageShape shape(String layer) {
    return shapes.get(layer);
  }

  /** Adds a layer without tensors. */
  Value.Output add(Operator operator, Layer layer, List<String> inputs) {
    return add(operator, names.plain(operator), layer, inputs);
  }

  /**
   * Adds a layer with its tensors.
   *
   * @param weight the name of the constant that is its first tensor
   * @param values in the order of {@link Layer#variables}
   */
  Value.Output add(
      Operator operator, String weight, Layer layer, String input, List<float[]> values) {
    String name = names.weighted(operator, weight);
    Value.Output output = add(operator, name, layer, List.of(input));
    List<Layer.Variable> variables = layer.variables();
    for (int i = 0; i < variables.size(); i++) {
      elements += values.get(i).length;
      if (elements > mostElements) {
        throw operator.wrong("constants of its own; so many layers share theirs with others");
      }
      String tensor = name + "." + variables.get(i).name();
      try {
        tensors.put(tensor, new NamedTensor(tensor, variables.get(i).shape(), values.get(i)));
      } catch (IllegalArgumentException e) {
        throw operator.wrong(
            String.format(
                Locale.ROOT,
                "%s as %s, found %d values",
                variables.get(i).shape(),
                variables.get(i).name(),
                values.get(i).length));
      }
    }
    return output;
  }

  private Value.Output add(Operator operator, String name, Layer layer, List<String> inputs) {
    try {
      shapes.put(name, layer.output(inputs.stream().map(shapes::get).toList()));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new WeightsException("ONNX: " + operator + ": " + e.getMessage(), e);
    }
    nodes.add(new Node(name, layer, inputs));
    return new Value.Output(name);
  }

  Architecture architecture(String name, String output) {
    ImageShape logits = shapes.get(output);
    try {
      Architecture network = new Architecture(name, input, logits.channels(), nodes);
      network.layout();
      return network;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new WeightsException("ONNX: " + e.getMessage(), e);
    }
  }

  Map<String, NamedTensor> tensors() {
    return tensors;
  }
}
