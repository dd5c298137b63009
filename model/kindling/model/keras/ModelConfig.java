package kindling.model.keras;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import kindling.model.weights.WeightsException;

/**
 * What a Keras model says of its layers in JSON: read as data, nothing of it is built.
 *
 * @param layers in the model's order
 */
record ModelConfig(List<Entry> layers) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Nothing is known: a file of weights alone. */
  static final ModelConfig UNKNOWN = new ModelConfig(List.of());

  /**
   * A layer.
   *
   * @param group the name that Keras gives the layer's group in a file: its class in snake case,
   *     and a number from the second one on
   * @param settings its {@code config}
   * @param inputs the names of the layers that it takes
   */
  record Entry(
      String name, String className, String group, JsonNode settings, List<String> inputs) {
    /** Of batch normalization. */
    OptionalDouble epsilon() {
      JsonNode epsilon = settings.path("epsilon");
      return epsilon.isNumber() ? OptionalDouble.of(epsilon.asDouble()) : OptionalDouble.empty();
    }
  }

  ModelConfig {
    layers = List.copyOf(layers);
  }

  /** Reads {@code config.json}, or the attribute {@code model_config}. */
  static ModelConfig of(String json) {
    try {
      List<Entry> entries = new ArrayList<>();
      collect(JSON.readTree(json), List.of(), new HashMap<>(), entries);
      return new ModelConfig(entries);
    } catch (JsonProcessingException e) {
      throw new WeightsException(
          "Keras file: expected the model's configuration as JSON, found "
              + e.getOriginalMessage().lines().findFirst().orElse("something else"),
          e);
    }
  }

  /** The layers of a model; a sequence within it is a chain of its layers. */
  private static void collect(
      JsonNode model, List<String> before, Map<String, Integer> used, List<Entry> entries) {
    boolean sequence = model.path("class_name").asText().equals("Sequential");
    List<String> last = before;
    for (JsonNode layer : model.path("config").path("layers")) {
      List<String> taken = new ArrayList<>();
      if (sequence) {
        taken.addAll(last);
      } else {
        collectNames(layer.path("inbound_nodes"), taken);
      }
      String className = layer.path("class_name").asText();
      JsonNode settings = layer.path("config");
      String name = settings.path("name").asText(layer.path("name").asText());
      String group = snakeCase(className);
      int count = used.merge(group, 1, Integer::sum) - 1;
      if (className.equals("Sequential")) {
        int first = entries.size();
        collect(layer, taken, new HashMap<>(), entries);
        taken = entries.size() > first ? List.of(entries.get(entries.size() - 1).name) : taken;
        className = "Identity";
      }
      entries.add(
          new Entry(name, className, count == 0 ? group : group + "_" + count, settings, taken));
      last = List.of(name);
    }
  }

  /** The layers' names in Keras 2's ["name", 0, 0, {}] and Keras 3's keras_history. */
  private static void collectNames(JsonNode inbound, List<String> names) {
    JsonNode history = inbound.path("keras_history");
    JsonNode reference = history.isArray() ? history : inbound;
    if (reference.isArray()
        && reference.path(0).isTextual()
        && reference.path(1).isIntegralNumber()) {
      names.add(reference.path(0).asText());
    } else {
      inbound.forEach(part -> collectNames(part, names));
    }
  }

  Optional<Entry> named(String layer) {
    return layers.stream().filter(entry -> entry.name.equals(layer)).findFirst();
  }

  Optional<Entry> inGroup(String group) {
    return layers.stream().filter(entry -> entry.group.equals(group)).findFirst();
  }

  /** As Keras does it: {@code DepthwiseConv2D} is {@code depthwise_conv2d}. */
  static String snakeCase(String className) {
    return className
        .replaceAll("\\W+", "")
        .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }
}
