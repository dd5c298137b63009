package kindling.model.inference;

import java.util.ArrayList;
import java.util.List;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.transfer.DepthGroups;

/** A network's logits and, behind them, the values that its head takes, in one forward pass. */
final class FeatureOutput {
  private FeatureOutput() {}

  /**
   * The same layers and weights with both as their outputs.
   *
   * @throws IllegalArgumentException where the network does not end in a linear layer, the head
   */
  static Architecture of(Architecture whole) {
    DepthGroups groups = DepthGroups.of(whole);
    Architecture backbone = groups.freeze(groups.backbone()).frozen();
    Node features = backbone.nodes().get(backbone.nodes().size() - 1);
    List<Node> nodes = new ArrayList<>(whole.nodes());
    if (!nodes.contains(features)) {
      nodes.add(features);
    }
    nodes.add(
        new Node(
            "logits and " + features.name(),
            new Layer.Concat(),
            List.of(groups.head(), features.name())));
    return new Architecture(
        whole.name() + " with features",
        whole.input(),
        whole.classes() + backbone.classes(),
        nodes);
  }
}
