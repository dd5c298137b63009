package kindling.model.keras;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Dropping;
import kindling.model.architecture.Elementwise;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;

/**
 * The images whose elements a network has as vectors, channel by channel, where Keras has them
 * pixel by pixel: from a Flatten through all layers that keep the order to what gives a new one.
 */
final class FlattenedOrder {
  private final Map<String, ImageShape> shapes;
  private final Map<String, ImageShape> images = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  FlattenedOrder(Architecture architecture) {
    this.shapes = architecture.shapes();
    architecture.nodes().forEach(this::follow);
  }

  private void follow(Node node) {
    Layer layer = node.layer();
    ImageShape input = shapes.get(node.inputs().get(0));
    Set<ImageShape> orders = new HashSet<>();
    node.inputs().forEach(name -> orders.add(images.get(name)));
    if (layer instanceof Layer.Flatten && input.height() * input.width() > 1) {
      images.put(node.name(), input);
    } else if (layer instanceof Layer.Linear || orders.stream().allMatch(order -> order == null)) {
      return;
    } else if (keepsOrder(layer) && orders.size() == 1) {
      images.put(node.name(), orders.iterator().next());
    } else {
      problems.add(
          String.format(
              Locale.ROOT,
              "the network's %s takes a flattened image, whose elements Keras has in another order",
              node.name()));
    }
  }

  private static boolean keepsOrder(Layer layer) {
    return layer instanceof Elementwise
        || layer instanceof Dropping
        || layer instanceof Layer.BatchNorm
        || layer instanceof Layer.Add
        || layer instanceof Layer.Flatten;
  }

  /** The image that a node's first input is a vector of; one pixel where its order is the same. */
  ImageShape before(Node node) {
    String input = node.inputs().get(0);
    ImageShape shape = shapes.get(input);
    return images.getOrDefault(input, new ImageShape(shape.size(), 1, 1));
  }

  /** A line for each layer that mixes orders. */
  List<String> problems() {
    return problems;
  }
}
