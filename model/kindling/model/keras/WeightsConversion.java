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
import kindling.model.weights.NamedTensor;

/**
 * The tensors of matched layers in the names, layouts and conventions of a network, so that it
 * computes in evaluation what the Keras model does.
 */
final class WeightsConversion {
  /** What Keras's BatchNormalization takes unless it is told otherwise. */
  private static final double KERAS_EPSILON = 1e-3;

  private final Architecture architecture;
  private final LayerMatch match;
  private final FlattenedOrder order;
  private final Map<String, Node> nodes = new HashMap<>();
  private final Map<String, NamedTensor> tensors = new LinkedHashMap<>();
  private int foldedBiases;
  private int foldedEpsilons;
  private int assumedEpsilons;

  private WeightsConversion(Architecture architecture, LayerMatch match) {
    this.architecture = architecture;
    this.match = match;
    this.order = new FlattenedOrder(architecture);
    architecture.nodes().forEach(node -> nodes.put(node.name(), node));
  }

  /** The tensors by the network's names; those of layers left over by the file's. */
  static WeightsConversion of(Architecture architecture, LayerMatch match) {
    WeightsConversion translation = new WeightsConversion(architecture, match);
    match.byNode().forEach(translation::take);
    for (KerasLayer layer : match.left()) {
      layer.variables().values().forEach(v -> translation.tensors.put(v.name(), v));
    }
    match.byNode().forEach(translation::foldBias);
    return translation;
  }

  Map<String, NamedTensor> tensors() {
    return tensors;
  }

  private void take(String node, KerasLayer layer) {
    layer
        .variables()
        .forEach(
            (name, value) -> tensors.put(node + "." + name(name), value(node, layer, name, value)));
  }

  private static String name(String variable) {
    return switch (variable) {
      case "kernel", "gamma" -> "weight";
      case "beta" -> "bias";
      case "moving_mean" -> "running_mean";
      case "moving_variance" -> "running_var";
      default -> variable;
    };
  }

  private NamedTensor value(String node, KerasLayer layer, String variable, NamedTensor value) {
    if (variable.equals("kernel")) {
      return switch (layer.kind()) {
        case CONV -> KernelLayouts.convolution(value);
        case DEPTHWISE -> KernelLayouts.depthwise(value);
        default -> KernelLayouts.dense(value, order.before(nodes.get(node)));
      };
    }
    NamedTensor own =
        layer.kind() == KerasLayer.Kind.NORM
            ? KernelLayouts.vector(value, order.before(nodes.get(node)))
            : value;
    return variable.equals("moving_variance") ? variance(node, layer, own) : own;
  }

  /** The variance with the difference of the epsilons, which are only ever added to it. */
  private NamedTensor variance(String node, KerasLayer layer, NamedTensor value) {
    if (!(nodes.get(node).layer() instanceof Layer.BatchNorm norm)) {
      return value;
    }
    double epsilon = layer.epsilon().orElse(KERAS_EPSILON);
    assumedEpsilons += layer.epsilon().isPresent() ? 0 : 1;
    if (epsilon == norm.epsilon()) {
      return value;
    }
    foldedEpsilons++;
    return shifted(value, epsilon - norm.epsilon());
  }

  private static NamedTensor shifted(NamedTensor value, double by) {
    float[] values = value.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] + by);
    }
    return new NamedTensor(value.name(), value.shape(), values);
  }

  /** A bias that this network's convolution lacks comes off the mean that is subtracted next. */
  private void foldBias(String node, KerasLayer layer) {
    NamedTensor bias = tensors.get(node + ".bias");
    List<Node> readers =
        architecture.nodes().stream().filter(other -> other.inputs().contains(node)).toList();
    boolean lacking =
        layer.kind() != KerasLayer.Kind.NORM
            && nodes.get(node).layer().variables().stream()
                .noneMatch(variable -> variable.name().equals("bias"));
    if (bias == null
        || !lacking
        || readers.size() != 1
        || !(readers.get(0).layer() instanceof Layer.BatchNorm)) {
      return;
    }
    String mean = readers.get(0).name() + ".running_mean";
    NamedTensor before = tensors.get(mean);
    if (before != null && before.shape().equals(bias.shape())) {
      float[] values = before.values().clone();
      for (int i = 0; i < values.length; i++) {
        values[i] -= bias.values()[i];
      }
      tensors.put(mean, new NamedTensor(before.name(), before.shape(), values));
      tensors.remove(node + ".bias");
      foldedBiases++;
    }
  }

  /** How they were matched and what was made of Keras's conventions, for people. */
  List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    remarks.add(
        String.format(
            Locale.ROOT,
            "%d layers of the Keras file are matched with the network's by %s",
            match.byNode().size(),
            match.named() ? "their names" : "their order within each kind of layer"));
    if (foldedEpsilons > 0) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "running_var holds the difference of the epsilons of %d batch normalizations%s",
              foldedEpsilons,
              assumedEpsilons > 0 ? ", where the file says none Keras's 0.001" : ""));
    }
    if (foldedBiases > 0) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "running_mean holds the biases of %d convolutions, which have none here",
              foldedBiases));
    }
    return remarks;
  }

  /** A line for each layer whose weights cannot be put in the network's order. */
  List<String> problems() {
    return order.problems();
  }
}
