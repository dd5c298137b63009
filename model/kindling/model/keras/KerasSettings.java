package kindling.model.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import kindling.data.ImageShape;
import kindling.model.architecture.Elementwise;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Padding;

/**
 * The settings of a Keras layer in the words of this network's layers. What those cannot say throws
 * IllegalArgumentException with what it is.
 */
final class KerasSettings {
  private static final String DEFAULT_FORMAT = "channels_last";

  private final JsonNode json;

  KerasSettings(JsonNode json) {
    this.json = json;
    check(
        json.path("data_format").asText(DEFAULT_FORMAT).matches(DEFAULT_FORMAT + "|null"),
        "data_format = " + json.path("data_format").asText());
    check(pair("dilation_rate").orElse(1) == 1, "dilation_rate = " + json.path("dilation_rate"));
  }

  /** A number of at least 1 for height and width, if there is one; they must be the same. */
  OptionalInt pair(String key) {
    JsonNode value = json.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return OptionalInt.empty();
    }
    JsonNode first = value.isArray() ? value.path(0) : value;
    check(
        first.isInt() && first.asInt() > 0 && (value == first || first.equals(value.path(1))),
        key + " = " + value);
    return OptionalInt.of(first.asInt());
  }

  int required(String key) {
    return pair(key).orElseThrow(() -> new IllegalArgumentException(key + " = " + json.path(key)));
  }

  int whole(String key, int otherwise) {
    return json.path(key).asInt(otherwise);
  }

  boolean flag(String key) {
    return json.path(key).asBoolean(true);
  }

  /** What {@code padding} puts around an image: none, or what makes the sides input / stride. */
  Padding padding(ImageShape input, int kernel, int stride) {
    String padding = json.path("padding").asText("valid");
    if (padding.equals("valid")) {
      return Padding.NONE;
    }
    check(padding.equals("same"), "padding = " + padding);
    int rows = same(input.height(), kernel, stride);
    int columns = same(input.width(), kernel, stride);
    return new Padding(rows / 2, columns / 2, rows - rows / 2, columns - columns / 2);
  }

  private static int same(int side, int kernel, int stride) {
    return Math.max(0, ((side + stride - 1) / stride - 1) * stride + kernel - side);
  }

  /** ZeroPadding2D's: one number, two, or four. */
  Padding sides() {
    JsonNode padding = json.path("padding");
    if (padding.isInt()) {
      return Padding.of(padding.asInt());
    }
    int[] sides =
        IntStream.of(0, 1)
            .flatMap(
                axis ->
                    IntStream.of(0, 1)
                        .map(
                            end ->
                                padding.path(axis).isInt()
                                    ? padding.path(axis).asInt()
                                    : padding.path(axis).path(end).asInt(-1)))
            .toArray();
    return new Padding(sides[0], sides[2], sides[1], sides[3]);
  }

  /** The layer of an activation function; none for the identity. */
  Optional<Layer> activation() {
    JsonNode activation = json.path("activation");
    String name =
        activation.isObject()
            ? activation.path("config").isTextual()
                ? activation.path("config").asText()
                : activation.path("class_name").asText()
            : activation.asText("linear");
    Optional<Elementwise> layer = Elementwise.named(name);
    check(layer.isPresent() || name.matches("linear|null"), "activation = " + name);
    return layer.map(Layer.class::cast);
  }

  /** The layer of ReLU's settings. */
  Layer rectifier() {
    for (String slope : new String[] {"negative_slope", "threshold"}) {
      JsonNode value = json.path(slope).isArray() ? json.path(slope).path(0) : json.path(slope);
      check(value.asDouble(0) == 0, slope + " = " + value);
    }
    JsonNode most = json.path("max_value");
    if (most.isMissingNode() || most.isNull()) {
      return new Elementwise.Relu();
    }
    check(most.asDouble() == 6, "max_value = " + most);
    return new Elementwise.Relu6();
  }

  static void check(boolean holds, String found) {
    if (!holds) {
      throw new IllegalArgumentException(found);
    }
  }
}
