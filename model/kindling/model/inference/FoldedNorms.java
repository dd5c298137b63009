package kindling.model.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.architecture.TensorSpec;
import kindling.model.architecture.WeightsLayout;

/**
 * A network in evaluation mode with fewer layers: batch normalization that alone reads a
 * convolution or a linear layer becomes part of that layer's weight and bias. The factors are
 * computed in double and rounded once, so that logits differ by roundings only.
 *
 * @param weights in the order of the new architecture's layout
 */
public record FoldedNorms(Architecture architecture, float[] weights) {

  /** Folds what can be; the rest stays as it is. */
  public static FoldedNorms of(Architecture whole, float[] weights) {
    Map<String, Node> norms = foldable(whole);
    Map<String, String> renamed = new HashMap<>();
    norms.forEach((folded, norm) -> renamed.put(norm.name(), folded));
    List<Node> nodes = new ArrayList<>();
    for (Node node : whole.nodes()) {
      if (!renamed.containsKey(node.name())) {
        List<String> inputs =
            node.inputs().stream().map(input -> renamed.getOrDefault(input, input)).toList();
        Layer layer = norms.containsKey(node.name()) ? biased(node.layer()) : node.layer();
        nodes.add(new Node(node.name(), layer, inputs));
      }
    }
    Architecture architecture =
        new Architecture(whole.name(), whole.input(), whole.classes(), nodes);
    return new FoldedNorms(architecture, new Folding(whole, weights).into(architecture, norms));
  }

  /** The norm that each layer takes over, by the layer's name. */
  private static Map<String, Node> foldable(Architecture whole) {
    Map<String, Integer> readers = new HashMap<>();
    whole.nodes().stream()
        .flatMap(node -> node.inputs().stream())
        .forEach(input -> readers.merge(input, 1, Integer::sum));
    Map<String, Layer> layers = new HashMap<>();
    Map<String, Node> norms = new HashMap<>();
    for (Node node : whole.nodes()) {
      String input = node.inputs().get(0);
      Layer before = layers.get(input);
      if (node.layer() instanceof Layer.BatchNorm
          && (before instanceof Layer.Conv || before instanceof Layer.Linear)
          && readers.get(input) == 1) {
        norms.put(input, node);
      }
      layers.put(node.name(), node.layer());
    }
    return norms;
  }

  private static Layer biased(Layer layer) {
    return layer instanceof Layer.Conv conv
        ? new Layer.Conv(
            conv.inputChannels(),
            conv.outputChannels(),
            conv.kernel(),
            conv.stride(),
            conv.padding(),
            conv.groups(),
            true)
        : layer;
  }

  /** The weights of a network that are folded. */
  private record Folding(WeightsLayout layout, float[] weights) {
    Folding(Architecture whole, float[] weights) {
      this(whole.layout(), weights);
    }

    float[] into(Architecture folded, Map<String, Node> norms) {
      WeightsLayout target = folded.layout();
      float[] values = new float[target.size()];
      for (Node node : folded.nodes()) {
        Node norm = norms.get(node.name());
        if (norm == null) {
          for (Layer.Variable variable : node.layer().variables()) {
            put(values, target, node, variable.name(), of(node, variable.name()));
          }
        } else {
          float[] weight = of(node, "weight");
          float[] bias = bias(node, of(norm, "bias").length);
          fold((Layer.BatchNorm) norm.layer(), norm, weight, bias);
          put(values, target, node, "weight", weight);
          put(values, target, node, "bias", bias);
        }
      }
      return values;
    }

    /** Changes the weight and the bias to what gives the norm's outputs. */
    private void fold(Layer.BatchNorm layer, Node norm, float[] weight, float[] bias) {
      float[] scale = of(norm, "weight");
      float[] shift = of(norm, "bias");
      float[] mean = of(norm, "running_mean");
      float[] variance = of(norm, "running_var");
      int each = weight.length / bias.length;
      for (int channel = 0; channel < bias.length; channel++) {
        double factor = scale[channel] / StrictMath.sqrt(variance[channel] + layer.epsilon());
        for (int i = channel * each; i < (channel + 1) * each; i++) {
          weight[i] = (float) (weight[i] * factor);
        }
        bias[channel] =
            (float) (((double) bias[channel] - mean[channel]) * factor + shift[channel]);
      }
    }

    private float[] bias(Node node, int channels) {
      String name = node.name() + ".bias";
      boolean biased = layout.tensors().stream().anyMatch(tensor -> tensor.name().equals(name));
      return biased ? of(node, "bias") : new float[channels];
    }

    private float[] of(Node node, String variable) {
      TensorSpec tensor = layout.tensor(node.name() + "." + variable);
      return Arrays.copyOfRange(weights, tensor.offset(), tensor.end());
    }

    private static void put(
        float[] values, WeightsLayout target, Node node, String variable, float[] tensor) {
      int offset = target.tensor(node.name() + "." + variable).offset();
      System.arraycopy(tensor, 0, values, offset, tensor.length);
    }
  }
}
