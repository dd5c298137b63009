package kindling.model.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kindling.data.Normalization;
import kindling.model.export.ExportedNetwork;

/** What a file says of its network beside the graph: texts by key, lists as JSON. */
final class Metadata {
  static final String ARCHITECTURE = "architecture";
  private static final String CLASSES = "classes";
  private static final String MEAN = "normalization.mean";
  private static final String STD = "normalization.std";
  private static final JsonMapper JSON = new JsonMapper();

  private Metadata() {}

  static Map<String, String> of(ExportedNetwork network) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(ARCHITECTURE, network.architecture().name());
    network.classes().ifPresent(names -> texts.put(CLASSES, json(names)));
    network
        .normalization()
        .ifPresent(
            of -> {
              texts.put(MEAN, Arrays.toString(of.mean()));
              texts.put(STD, Arrays.toString(of.std()));
            });
    return texts;
  }

  /** The names of the classes, if they are there and as many as the network has. */
  static Optional<List<String>> classes(Map<String, String> texts, int count) {
    return list(texts, CLASSES, String[].class)
        .map(Arrays::asList)
        .filter(names -> names.size() == count && !names.contains(null));
  }

  /** The normalization, if it is there and for as many channels. */
  static Optional<Normalization> normalization(Map<String, String> texts, int channels) {
    Optional<float[]> mean = list(texts, MEAN, float[].class);
    Optional<float[]> std = list(texts, STD, float[].class);
    if (mean.isEmpty() || std.isEmpty() || mean.get().length != channels) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Normalization(mean.get(), std.get()));
    } catch (IllegalArgumentException e) {
      // What others write under these keys says nothing.
      return Optional.empty();
    }
  }

  private static <T> Optional<T> list(Map<String, String> texts, String key, Class<T> type) {
    if (!texts.containsKey(key)) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(JSON.readValue(texts.get(key), type));
    } catch (JsonProcessingException e) {
      // Another program's key of the same name.
      return Optional.empty();
    }
  }

  private static String json(List<String> names) {
    try {
      return JSON.writeValueAsString(new ArrayList<>(names));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("names are not JSON", e);
    }
  }
}
