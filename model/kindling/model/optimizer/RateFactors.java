package kindling.model.optimizer;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import kindling.model.architecture.Role;
import kindling.model.architecture.TensorSpec;
import kindling.model.architecture.WeightsLayout;

/**
 * What the learning rate is multiplied by for some tensors, whatever the optimizer: the move of a
 * step is in proportion to its rate. By layer: discriminative fine-tuning (Howard and Ruder,
 * Universal Language Model Fine-tuning, 2018, section 3.2). Batch normalization's biases: Page, How
 * to Train Your ResNet 8, 2019, and Jordan, 94% on CIFAR-10 in 3.29 Seconds on a Single GPU, 2024,
 * section 3.4. Crosses the wire; applied on executors.
 *
 * @param byNode factors by the names of nodes; 1 for all others
 * @param normBiases factor of batch normalization's biases, beside that of their node
 */
public record RateFactors(Map<String, Double> byNode, double normBiases) implements Serializable {
  /** The same rate for all tensors. */
  public static final RateFactors NONE = new RateFactors(Map.of(), 1);

  public RateFactors {
    byNode = Map.copyOf(byNode);
    byNode.forEach(RateFactors::check);
    check("batch normalization's biases", normBiases);
  }

  private static void check(String what, double factor) {
    if (!(factor >= 0 && factor < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s: expected a factor of at least 0, found %s", what, factor));
    }
  }

  /** The factor of a tensor. */
  public double of(TensorSpec tensor) {
    String node = tensor.name().substring(0, Math.max(0, tensor.name().lastIndexOf('.')));
    double own = tensor.role() == Role.NORM_SHIFT ? normBiases : 1;
    return own * byNode.getOrDefault(node, 1.0);
  }

  /** A copy of what {@link #scale} needs; nothing where no factor is another than 1. */
  public float[] before(WeightsLayout layout, float[] weights) {
    boolean none = normBiases == 1 && byNode.values().stream().allMatch(factor -> factor == 1);
    return none ? new float[0] : Arrays.copyOf(weights, layout.parameters());
  }

  /** Multiplies each parameter's move since the copy was taken by its factor, in place. */
  public void scale(WeightsLayout layout, float[] before, float[] weights) {
    if (before.length == 0) {
      return;
    }
    for (TensorSpec tensor : layout.tensors()) {
      float factor = (float) of(tensor);
      if (!tensor.role().isBuffer() && factor != 1) {
        for (int i = tensor.offset(); i < tensor.end(); i++) {
          weights[i] = before[i] + factor * (weights[i] - before[i]);
        }
      }
    }
  }
}
