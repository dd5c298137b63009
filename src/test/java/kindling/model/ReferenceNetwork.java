package kindling.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kindling.data.ImageShape;
import kindling.data.batch.Batch;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Node;
import kindling.model.architecture.WeightsLayout;

/** An architecture in training mode in double precision: the oracle of both engines. */
final class ReferenceNetwork {
  private final Architecture architecture;
  private final WeightsLayout layout;
  private final Map<String, ImageShape> shapes;
  private final Batch batch;
  private final long seed;

  /**
   * The network on one batch.
   *
   * @param seed what dropout draws from
   */
  ReferenceNetwork(Architecture architecture, Batch batch, long seed) {
    this.architecture = architecture;
    this.layout = architecture.layout();
    this.shapes = architecture.shapes();
    this.batch = batch;
    this.seed = seed;
  }

  /** The mean loss, in nats. */
  double loss(double[] weights) {
    return loss(weights, new double[layout.buffers()]);
  }

  /**
   * The mean loss.
   *
   * @param buffers takes the new running statistics
   */
  double loss(double[] weights, double[] buffers) {
    Map<String, DoubleImages> values = new HashMap<>();
    values.put(Architecture.INPUT, images());
    List<Node> nodes = architecture.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      values.put(
          node.name(),
          new ReferenceLayer(node, i, layout, weights, buffers)
              .apply(
                  node.inputs().stream().map(values::get).toList(), shapes.get(node.name()), seed));
    }
    return crossEntropy(values.get(nodes.get(nodes.size() - 1).name()).values());
  }

  private DoubleImages images() {
    DoubleImages images = DoubleImages.zeros(batch.size(), batch.shape());
    for (int i = 0; i < images.values().length; i++) {
      images.values()[i] = batch.images()[i];
    }
    return images;
  }

  private double crossEntropy(double[] logits) {
    double sum = 0;
    for (int n = 0; n < batch.size(); n++) {
      double exponentials = 0;
      for (int c = 0; c < architecture.classes(); c++) {
        exponentials += Math.exp(logits[n * architecture.classes() + c]);
      }
      sum += Math.log(exponentials) - logits[n * architecture.classes() + batch.labels()[n]];
    }
    return sum / batch.size();
  }

  /** The slope of the loss by one parameter, from the loss a small step before and behind it. */
  double slope(double[] weights, int parameter, double step) {
    double[] moved = weights.clone();
    moved[parameter] += step;
    double ahead = loss(moved);
    moved[parameter] = weights[parameter] - step;
    return (ahead - loss(moved)) / (2 * step);
  }
}
