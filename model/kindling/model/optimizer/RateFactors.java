package kindling.model.optimizer;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import kindling.model.architecture.Tensor;
import kindling.model.architecture.WeightsLayout;

/**
 * What the learning rate is multiplied by for some layers, whatever the optimizer: the move of a
 * step is in proportion to its rate (discriminative fine-tuning: Howard and Ruder, Universal
 * Language Model Fine-tuning, 2018, section 3.2). Crosses the wire; applied on executors.
 *
 * @param byNode factors by the names of nodes; 1 for all others
 */
public record RateFactors(Map<String, Double> byNode) implements Serializable {
  /** The same rate for all layers. */
  public static final RateFactors NONE = new RateFactors(Map.of());

  public RateFactors {
    byNode = Map.copyOf(byNode);
    byNode.forEach(
        (node, factor) -> {
          if (!(factor >= 0 && factor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                "%s: expected a factor of at least 0, found %s".formatted(node, factor));
          }
        });
  }

  /** The factor of a tensor's layer. */
  public double of(Tensor tensor) {
    String node = tensor.name().substring(0, Math.max(0, tensor.name().lastIndexOf('.')));
    return byNode.getOrDefault(node, 1.0);
  }

  /** A copy of what {@link #shorten} needs; nothing where no factor is another than 1. */
  public float[] before(WeightsLayout layout, float[] weights) {
    boolean none = byNode.values().stream().allMatch(factor -> factor == 1);
    return none ? new float[0] : Arrays.copyOf(weights, layout.parameters());
  }

  /** Multiplies each parameter's move since the copy was taken by its factor, in place. */
  public void shorten(WeightsLayout layout, float[] before, float[] weights) {
    if (before.length == 0) {
      return;
    }
    for (Tensor tensor : layout.tensors()) {
      float factor = (float) of(tensor);
      if (!tensor.role().isBuffer() && factor != 1) {
        for (int i = tensor.offset(); i < tensor.end(); i++) {
          weights[i] = before[i] + factor * (weights[i] - before[i]);
        }
      }
    }
  }
}
