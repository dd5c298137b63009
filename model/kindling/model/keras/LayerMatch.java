package kindling.model.keras;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.architecture.Role;

/**
 * Which layer of a Keras file belongs to which node of a network: by their names, where most of the
 * file's are those of nodes (apart from dots, slashes and underscores), and otherwise by their
 * order within each kind of layer, for kinds that file and network have equally many of.
 *
 * @param byNode the layers by the names of their nodes, in the network's order
 * @param left layers that belong to no node
 * @param named whether names decided
 * @param nodes how many nodes have weights
 */
record LayerMatch(Map<String, KerasLayer> byNode, List<KerasLayer> left, boolean named, int nodes) {

  static LayerMatch of(List<KerasLayer> layers, Architecture architecture) {
    Map<String, KerasLayer.Kind> kinds = kinds(architecture);
    Map<String, KerasLayer> byName = byName(layers, kinds);
    boolean named = 2 * byName.size() > layers.size();
    Map<String, KerasLayer> found = named ? byName : byOrder(layers, kinds);
    Map<String, KerasLayer> byNode = new LinkedHashMap<>();
    for (String node : kinds.keySet()) {
      if (found.containsKey(node)) {
        byNode.put(node, found.get(node));
      }
    }
    List<KerasLayer> left = new ArrayList<>(layers);
    left.removeAll(byNode.values());
    return new LayerMatch(byNode, left, named, kinds.size());
  }

  /** Whether every layer has its node and every node with weights its layer. */
  boolean isComplete() {
    return left.isEmpty() && byNode.size() == nodes;
  }

  private static Map<String, KerasLayer> byName(
      List<KerasLayer> layers, Map<String, KerasLayer.Kind> kinds) {
    Map<String, String> nodes = new HashMap<>();
    kinds.keySet().forEach(node -> nodes.put(plain(node), node));
    Map<String, KerasLayer> matched = new HashMap<>();
    for (KerasLayer layer : layers) {
      String node = nodes.get(plain(layer.name()));
      if (node != null && kinds.get(node) == layer.kind()) {
        matched.put(node, layer);
      }
    }
    return matched;
  }

  private static String plain(String name) {
    return name.replaceAll("[./]", "_").toLowerCase(Locale.ROOT);
  }

  private static Map<String, KerasLayer> byOrder(
      List<KerasLayer> layers, Map<String, KerasLayer.Kind> kinds) {
    Map<String, KerasLayer> matched = new HashMap<>();
    for (KerasLayer.Kind kind : KerasLayer.Kind.values()) {
      List<KerasLayer> found = layers.stream().filter(layer -> layer.kind() == kind).toList();
      List<String> nodes = kinds.keySet().stream().filter(node -> kinds.get(node) == kind).toList();
      if (found.size() == nodes.size()) {
        for (int i = 0; i < nodes.size(); i++) {
          matched.put(nodes.get(i), found.get(i));
        }
      }
    }
    return matched;
  }

  /** The kinds of the nodes with weights, in the network's order. */
  private static Map<String, KerasLayer.Kind> kinds(Architecture architecture) {
    Map<String, KerasLayer.Kind> kinds = new LinkedHashMap<>();
    for (Node node : architecture.nodes()) {
      for (Layer.Variable variable : node.layer().variables()) {
        if (variable.role() == Role.WEIGHT || variable.role() == Role.NORM_SCALE) {
          kinds.put(node.name(), kind(architecture, node, variable));
        }
      }
    }
    return kinds;
  }

  private static KerasLayer.Kind kind(
      Architecture architecture, Node node, Layer.Variable variable) {
    if (variable.role() == Role.NORM_SCALE) {
      return KerasLayer.Kind.NORM;
    } else if (variable.shape().size() == 2) {
      return KerasLayer.Kind.DENSE;
    }
    int channels = architecture.shapes().get(node.inputs().get(0)).channels();
    return variable.shape().get(1) < channels ? KerasLayer.Kind.DEPTHWISE : KerasLayer.Kind.CONV;
  }
}
