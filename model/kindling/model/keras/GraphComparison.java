package kindling.model.keras;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Dropping;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.architecture.Padding;
import kindling.model.architecture.Pooling;

/**
 * A Keras model's graph held against a network's, from their ends to their images, with the layers
 * with weights matched already.
 */
final class GraphComparison {
  /** Two places that should give the same. */
  private record Pair(String keras, String network) {}

  private final Map<String, Node> keras = new HashMap<>();
  private final Map<String, Node> network = new HashMap<>();
  private final Map<String, ImageShape> shapes;
  private final LayerMatch match;
  private final Deque<Pair> open = new ArrayDeque<>();
  private final List<String> differences = new ArrayList<>();

  private GraphComparison(List<Node> keras, Architecture architecture, LayerMatch match) {
    keras.forEach(node -> this.keras.put(node.name(), node));
    architecture.nodes().forEach(node -> network.put(node.name(), node));
    this.shapes = architecture.shapes();
    this.match = match;
  }

  /** A line for each place where they part. */
  static List<String> differences(List<Node> keras, Architecture architecture, LayerMatch match) {
    if (keras.isEmpty()) {
      return List.of("the Keras model has no layers");
    }
    List<Node> nodes = architecture.nodes();
    GraphComparison comparison = new GraphComparison(keras, architecture, match);
    comparison.open.add(
        new Pair(keras.get(keras.size() - 1).name(), nodes.get(nodes.size() - 1).name()));
    comparison.run();
    return comparison.differences;
  }

  private void run() {
    Set<Pair> seen = new HashSet<>();
    while (!open.isEmpty()) {
      Pair next = open.poll();
      Pair pair = new Pair(next.keras, essential(next.network));
      if (seen.add(pair)) {
        compare(pair);
      }
    }
  }

  /** The node of the network, or the one before it where it does nothing in evaluation. */
  private String essential(String name) {
    String at = name;
    while (network.containsKey(at) && isIdentity(network.get(at))) {
      at = network.get(at).inputs().get(0);
    }
    return at;
  }

  private boolean isIdentity(Node node) {
    ImageShape input = shapes.get(node.inputs().get(0));
    return node.layer() instanceof Dropping
        || node.layer() instanceof Layer.Flatten && input.height() * input.width() == 1;
  }

  private void compare(Pair pair) {
    Node there = keras.get(pair.keras);
    Node here = network.get(pair.network);
    if (there == null && here == null) {
      return;
    }
    String expected = here == null ? "the images" : described(here);
    String found = there == null ? "the images" : described(there);
    if (here == null || there == null || !same(there, here)) {
      differences.add(
          String.format(
              Locale.ROOT,
              "the network's %s: expected %s, found %s in the Keras model's %s",
              pair.network,
              expected,
              found,
              pair.keras));
      return;
    }
    Optional<KerasLayer> matched = Optional.ofNullable(match.byNode().get(here.name()));
    if (matched.isPresent() && !matched.get().name().equals(there.name())) {
      differences.add(
          String.format(
              Locale.ROOT,
              "the network's %s: has the weights of the Keras model's %s, and stands where that has %s",
              here.name(),
              matched.get().name(),
              there.name()));
      return;
    }
    if (here.layer() instanceof Layer.Add) {
      pairUp(there.inputs(), here.inputs());
    } else {
      for (int i = 0; i < here.inputs().size(); i++) {
        open.add(new Pair(there.inputs().get(i), here.inputs().get(i)));
      }
    }
  }

  private boolean same(Node there, Node here) {
    if (there.inputs().size() != here.inputs().size()) {
      return false;
    }
    return described(there).equals(described(here))
        || here.layer() instanceof Pooling.GlobalAvgPool
            && there.layer() instanceof Pooling.AvgPool pool
            && covers(pool, shapes.get(here.inputs().get(0)))
        || there.layer() instanceof Pooling.GlobalAvgPool
            && here.layer() instanceof Pooling.AvgPool own
            && covers(own, shapes.get(here.inputs().get(0)));
  }

  private static boolean covers(Pooling.AvgPool pool, ImageShape image) {
    return pool.padding().equals(Padding.NONE)
        && pool.kernel() == image.height()
        && pool.kernel() == image.width();
  }

  /** A sum's terms come in any order: each is held against the one most like it. */
  private void pairUp(List<String> there, List<String> here) {
    List<String> left = new ArrayList<>(there);
    for (String own : here) {
      String best = left.get(0);
      for (String other : left) {
        best = likeness(other, own) > likeness(best, own) ? other : best;
      }
      left.remove(best);
      open.add(new Pair(best, own));
    }
  }

  private int likeness(String keras, String network) {
    Node there = this.keras.get(keras);
    Node here = this.network.get(essential(network));
    if (there == null || here == null) {
      return there == null && here == null ? 2 : 0;
    }
    KerasLayer matched = match.byNode().get(here.name());
    if (matched != null) {
      return matched.name().equals(there.name()) ? 2 : 0;
    }
    return described(there).equals(described(here)) ? 1 : 0;
  }

  /** What of a layer decides its outputs beside its weights, in the words of a configuration. */
  private static String described(Node node) {
    Layer layer = node.layer();
    if (layer instanceof Layer.Conv conv) {
      return String.format(
          Locale.ROOT,
          "a convolution (kernel = %d, stride = %d, padding = %s, groups = %d)",
          conv.kernel(),
          conv.stride(),
          conv.padding(),
          conv.groups());
    } else if (layer instanceof Pooling.MaxPool pool) {
      return String.format(
          Locale.ROOT,
          "max-pool (kernel = %d, stride = %d, padding = %s)",
          pool.kernel(),
          pool.stride(),
          pool.padding());
    } else if (layer instanceof Pooling.AvgPool pool) {
      return String.format(
          Locale.ROOT,
          "avg-pool (kernel = %d, stride = %d, padding = %s)",
          pool.kernel(),
          pool.stride(),
          pool.padding());
    } else if (layer instanceof Layer.BatchNorm || layer instanceof Layer.Linear) {
      return layer.getClass().getSimpleName();
    }
    return layer.toString().replace("[]", "");
  }
}
