package kindling.model.architecture;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import kindling.data.ImageShape;

/**
 * A network as plain data: a graph of layers from images of one shape to one logit per class.
 *
 * <p>The nodes stand in an order in which every node follows its inputs, which is also the order of
 * PyTorch's modules, so that the tensors come out in {@code state_dict} order. The last node gives
 * the logits. Shapes, counts and the layout of the weights follow from the data alone, on the
 * driver as on an executor.
 *
 * <p>Throws IllegalArgumentException if an input is unknown, a name comes twice, a layer's output
 * is read by none, shapes do not fit, or the last layer does not give {@code classes} logits; the
 * message names the layer, what it expects and what it found.
 */
public record Architecture(String name, ImageShape input, int classes, List<Node> nodes)
    implements Serializable {
  /** The name under which nodes take the network's input. */
  public static final String INPUT = "input";

  public Architecture {
    nodes = List.copyOf(nodes);
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException(name + ": no layers");
    }
    Map<String, ImageShape> shapes = infer(name, input, nodes);
    Node last = nodes.get(nodes.size() - 1);
    ImageShape logits = new ImageShape(classes, 1, 1);
    if (!shapes.get(last.name()).equals(logits)) {
      throw wrong(name, last, "expected to give " + logits + ", gives " + shapes.get(last.name()));
    }
    Set<String> taken =
        nodes.stream().flatMap(node -> node.inputs().stream()).collect(Collectors.toSet());
    for (Node node : nodes) {
      if (node != last && !taken.contains(node.name())) {
        throw wrong(name, node, "no layer takes its output");
      }
    }
  }

  /**
   * The same layers, with the same weights, for images of another shape.
   *
   * @throws IllegalArgumentException if a layer does not take what it then gets
   */
  public Architecture withInput(ImageShape other) {
    return new Architecture(name, other, classes, nodes);
  }

  private static Map<String, ImageShape> infer(String name, ImageShape input, List<Node> nodes) {
    Map<String, ImageShape> shapes = new LinkedHashMap<>();
    shapes.put(INPUT, input);
    for (Node node : nodes) {
      for (String source : node.inputs()) {
        if (!shapes.containsKey(source)) {
          throw wrong(name, node, "takes " + source + ", which is no layer before it");
        }
      }
      if (shapes.put(node.name(), output(name, node, shapes)) != null) {
        throw wrong(name, node, "the name is taken");
      }
    }
    return shapes;
  }

  private static ImageShape output(String name, Node node, Map<String, ImageShape> shapes) {
    try {
      return node.layer()
          .output(node.inputs().stream().map(shapes::get).collect(Collectors.toList()));
    } catch (IllegalArgumentException e) {
      throw wrong(name, node, e.getMessage());
    }
  }

  private static IllegalArgumentException wrong(String name, Node node, String what) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "%s, layer %s (%s): %s",
            name,
            node.name(),
            node.layer().getClass().getSimpleName(),
            what));
  }

  /** The output shape of every node by name, in order, beginning with the network's input. */
  public Map<String, ImageShape> shapes() {
    return Collections.unmodifiableMap(infer(name, input, nodes));
  }

  /** Whether training draws masks of dropout or stochastic depth. */
  public boolean drops() {
    return nodes.stream()
        .map(Node::layer)
        .anyMatch(
            layer ->
                layer instanceof Dropping.Dropout || layer instanceof Dropping.StochasticDepth);
  }

  /** How many floats are trained. */
  public long parameters() {
    return nodes.stream().mapToLong(node -> parameters(node.layer())).sum();
  }

  /** How many floats of one layer are trained. */
  static long parameters(Layer layer) {
    return layer.variables().stream()
        .filter(variable -> !variable.role().isBuffer())
        // In long: the counts of networks too large to train are asked for too.
        .mapToLong(
            variable -> variable.shape().stream().mapToLong(i -> i).reduce(1, (m, n) -> m * n))
        .sum();
  }

  /** Multiplications with an addition that the forward pass of one image takes. */
  public long multiplyAccumulates() {
    Map<String, ImageShape> shapes = shapes();
    return nodes.stream()
        .mapToLong(node -> node.layer().multiplyAccumulates(shapes.get(node.name())))
        .sum();
  }

  /**
   * Bytes of all layers' outputs for one image in float32: the most that training keeps of them for
   * the backward pass. Engines keep less where one layer overwrites another's output.
   */
  public long activationBytes() {
    Map<String, ImageShape> shapes = shapes();
    return nodes.stream().mapToLong(node -> activationBytes(shapes.get(node.name()))).sum();
  }

  /** Bytes of one layer's output for one image. */
  static long activationBytes(ImageShape output) {
    return (long) Float.BYTES * output.size();
  }

  /**
   * The table of the network's tensors; computed at every call.
   *
   * @throws ArithmeticException if they are more than one array holds
   */
  public WeightsLayout layout() {
    return WeightsLayout.of(nodes);
  }
}
