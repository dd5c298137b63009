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
   */
  record Entry(String name, String className, String group, OptionalDouble epsilon) {}

  ModelConfig {
    layers = List.copyOf(layers);
  }

  /** Reads {@code config.json}, or the attribute {@code model_config}. */
  static ModelConfig of(String json) {
    try {
      JsonNode layers = JSON.readTree(json).path("config").path("layers");
      List<Entry> entries = new ArrayList<>();
      Map<String, Integer> used = new HashMap<>();
      for (JsonNode layer : layers) {
        String className = layer.path("class_name").asText();
        JsonNode config = layer.path("config");
        String group = snakeCase(className);
        int before = used.merge(group, 1, Integer::sum) - 1;
        JsonNode epsilon = config.path("epsilon");
        entries.add(
            new Entry(
                config.path("name").asText(layer.path("name").asText()),
                className,
                before == 0 ? group : group + "_" + before,
                epsilon.isNumber()
                    ? OptionalDouble.of(epsilon.asDouble())
                    : OptionalDouble.empty()));
      }
      return new ModelConfig(entries);
    } catch (JsonProcessingException e) {
      throw new WeightsException(
          "Keras file: expected the model's configuration as JSON, found "
              + e.getOriginalMessage().lines().findFirst().orElse("something else"),
          e);
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
