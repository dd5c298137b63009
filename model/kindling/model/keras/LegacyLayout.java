package kindling.model.keras;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import kindling.model.weights.NamedTensor;
import kindling.model.weights.WeightsException;

/**
 * The layout of {@code .h5} files up to Keras 2, which Keras 3 still writes: the attribute {@code
 * layer_names} lists the layers in the model's order, each a group whose {@code weight_names} lists
 * its tensors (Keras: saving/hdf5_format.py).
 */
final class LegacyLayout {
  private static final String MODEL = "model_weights";
  private static final String LAYERS = "layer_names";

  private LegacyLayout() {}

  static boolean isIn(Hdf5Group root) {
    return root.group(MODEL).isPresent() || root.texts(LAYERS).isPresent();
  }

  /** What the file says of the model. */
  static ModelConfig config(Hdf5Group root) {
    return root.text("model_config").map(ModelConfig::of).orElse(ModelConfig.UNKNOWN);
  }

  /** The layers with weights in the model's order; OTHER for what names do not tell. */
  static List<KerasLayer> layers(Hdf5Group root, ModelConfig config) {
    Hdf5Group weights = root.group(MODEL).orElse(root);
    List<KerasLayer> layers = new ArrayList<>();
    for (String name : weights.texts(LAYERS).orElse(List.of())) {
      Hdf5Group group =
          weights
              .group(name)
              .orElseThrow(
                  () ->
                      new WeightsException(
                          String.format(
                              Locale.ROOT,
                              "Keras file: layer_names lists %s, and there is no such group",
                              name)));
      Map<String, NamedTensor> variables = variables(name, group);
      if (!variables.isEmpty()) {
        layers.add(layer(name, variables, config.named(name)));
      }
    }
    return layers;
  }

  private static Map<String, NamedTensor> variables(String layer, Hdf5Group group) {
    Map<String, NamedTensor> variables = new LinkedHashMap<>();
    for (String path : group.texts("weight_names").orElse(List.of())) {
      String last = path.substring(path.lastIndexOf('/') + 1);
      String name = last.endsWith(":0") ? last.substring(0, last.length() - 2) : last;
      if (name.equals("count")) {
        continue; // Normalization's, a whole number
      }
      NamedTensor tensor = group.tensor(path, layer + "/" + name);
      if (variables.put(name, tensor) != null) {
        throw new WeightsException(
            String.format(
                Locale.ROOT,
                "Keras file: layer %s has more than one %s: a model of its own. Save its layers in a"
                    + " flat model",
                layer,
                name));
      }
    }
    return variables;
  }

  private static KerasLayer layer(
      String name, Map<String, NamedTensor> found, Optional<ModelConfig.Entry> config) {
    Map<String, NamedTensor> variables = new LinkedHashMap<>(found);
    NamedTensor depthwise = variables.remove("depthwise_kernel");
    if (depthwise != null && !variables.containsKey("pointwise_kernel")) {
      variables.put("kernel", depthwise);
    } else if (depthwise != null) {
      variables.put("depthwise_kernel", depthwise);
    }
    KerasLayer.Kind kind =
        config
            .map(entry -> KerasLayer.Kind.ofClass(entry.className()))
            .orElseGet(() -> kind(name, variables, depthwise != null));
    return new KerasLayer(
        name,
        kind,
        variables,
        config.map(ModelConfig.Entry::epsilon).orElse(OptionalDouble.empty()));
  }

  private static KerasLayer.Kind kind(
      String layer, Map<String, NamedTensor> variables, boolean depthwise) {
    if (variables.containsKey("moving_mean")) {
      return KerasLayer.Kind.NORM;
    }
    NamedTensor kernel = variables.get("kernel");
    if (kernel == null) {
      return KerasLayer.Kind.OTHER;
    }
    return switch (kernel.shape().size()) {
      case 2 -> KerasLayer.Kind.DENSE;
      case 4 ->
          depthwise || layer.contains("depthwise")
              ? KerasLayer.Kind.DEPTHWISE
              : KerasLayer.Kind.CONV;
      default -> KerasLayer.Kind.OTHER;
    };
  }
}
