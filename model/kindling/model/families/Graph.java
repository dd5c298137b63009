package kindling.model.families;

import java.util.ArrayList;
import java.util.List;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Elementwise;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;

/** A list of nodes under construction: each layer added returns the name that others take it by. */
final class Graph {
  private final List<Node> nodes = new ArrayList<>();

  String add(String name, Layer layer, String... inputs) {
    nodes.add(new Node(name, layer, List.of(inputs)));
    return name;
  }

  /** A batch normalization with PyTorch's defaults. */
  String norm(String name, int channels, String input) {
    return add(name, new Layer.BatchNorm(channels, 0.1, 1e-5), input);
  }

  String relu(String name, String input) {
    return add(name, new Elementwise.Relu(), input);
  }

  Architecture build(String name, ImageShape input, int classes) {
    return new Architecture(name, input, classes, nodes);
  }
}
