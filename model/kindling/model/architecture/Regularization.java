package kindling.model.architecture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Networks with layers that drop in training, put into networks without. */
public final class Regularization {
  private Regularization() {}

  /**
   * Dropout before the last linear layer; where the network has some there, its probability.
   *
   * @throws IllegalArgumentException if the network does not end in a linear layer
   */
  public static Architecture withDropout(Architecture network, double probability) {
    List<Node> nodes = new ArrayList<>(network.nodes());
    Node head = nodes.remove(nodes.size() - 1);
    if (!(head.layer() instanceof Layer.Linear)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: dropout takes a linear layer at the end, found %s",
              network.name(),
              head.layer()));
    }
    Layer dropout = new Dropping.Dropout(probability);
    Node before = nodes.isEmpty() ? null : nodes.get(nodes.size() - 1);
    if (before != null && before.layer() instanceof Dropping.Dropout) {
      nodes.set(nodes.size() - 1, new Node(before.name(), dropout, before.inputs()));
      nodes.add(head);
    } else {
      String name = head.name() + ": dropout";
      nodes.add(new Node(name, dropout, head.inputs()));
      nodes.add(new Node(head.name(), head.layer(), List.of(name)));
    }
    return new Architecture(network.name(), network.input(), network.classes(), nodes);
  }

  /**
   * Stochastic depth on every residual branch, its probability rising linearly with the depth: l/L
   * of the last one's for the l-th of L (Huang et al., Deep Networks with Stochastic Depth, 2016,
   * section 3). A branch is the input of a sum of two that more layers lead to, the first of
   * equals.
   *
   * @param probability of the last branch
   * @throws IllegalArgumentException if the network has no residual branch
   */
  public static Architecture withStochasticDepth(Architecture network, double probability) {
    Set<String> sums =
        network.nodes().stream()
            .filter(node -> node.layer() instanceof Layer.Add && node.inputs().size() == 2)
            .map(Node::name)
            .collect(Collectors.toSet());
    if (sums.isEmpty()) {
      throw new IllegalArgumentException(
          network.name() + ": stochastic depth takes a network with residual branches");
    }
    Map<String, Integer> depths = depths(network);
    List<Node> nodes = new ArrayList<>();
    int branches = 0;
    for (Node node : network.nodes()) {
      if (!sums.contains(node.name())) {
        nodes.add(node);
        continue;
      }
      branches++;
      List<String> inputs = new ArrayList<>(node.inputs());
      int branch = depths.get(inputs.get(1)) > depths.get(inputs.get(0)) ? 1 : 0;
      Layer layer = new Dropping.StochasticDepth(probability * branches / sums.size());
      String name = node.name() + ": stochastic depth";
      nodes.add(new Node(name, layer, List.of(inputs.set(branch, name))));
      nodes.add(new Node(node.name(), node.layer(), inputs));
    }
    return new Architecture(network.name(), network.input(), network.classes(), nodes);
  }

  /** The layers on the longest way to each value. */
  private static Map<String, Integer> depths(Architecture network) {
    Map<String, Integer> depths = new HashMap<>(Map.of(Architecture.INPUT, 0));
    for (Node node : network.nodes()) {
      depths.put(node.name(), 1 + node.inputs().stream().mapToInt(depths::get).max().orElse(0));
    }
    return depths;
  }
}
