package kindling.model.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import kindling.model.architecture.TensorSpec;

/** The JSON at the head of a safetensors file: each tensor's type, shape and place in the data. */
final class SafetensorsHeader {
  /**
   * A tensor's place: the bytes from {@code begin} to before {@code end} of the data.
   *
   * @param format of its values; none for a counter
   */
  record Entry(
      String name, Optional<FloatFormat> format, List<Integer> shape, long begin, long end) {}

  private static final Map<String, FloatFormat> FORMATS =
      Map.of(
          "F32", FloatFormat.SINGLE,
          "F64", FloatFormat.DOUBLE,
          "F16", FloatFormat.HALF,
          "BF16", FloatFormat.BFLOAT16);

  private static final String METADATA = "__metadata__";
  private static final List<String> COUNTERS = List.of("num_batches_tracked", "n_averaged");
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private SafetensorsHeader() {}

  /** The header for tensors that follow one another in order, padded to a multiple of 8 bytes. */
  static byte[] encode(List<NamedTensor> tensors, Map<String, String> metadata) {
    ObjectNode root = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode texts = root.putObject(METADATA);
      new TreeMap<>(metadata).forEach(texts::put);
    }
    long offset = 0;
    for (NamedTensor tensor : tensors) {
      if (tensor.name().equals(METADATA) || root.has(tensor.name())) {
        throw new IllegalArgumentException("tensor name taken: " + tensor.name());
      }
      ObjectNode entry = root.putObject(tensor.name()).put("dtype", "F32");
      ArrayNode shape = entry.putArray("shape");
      tensor.shape().forEach(shape::add);
      long end = offset + 4L * tensor.values().length;
      entry.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    String json = root.toString();
    int bytes = json.getBytes(StandardCharsets.UTF_8).length;
    return (json + " ".repeat(-bytes & 7)).getBytes(StandardCharsets.UTF_8);
  }

  /** The entries in the order of their data, checked to cover exactly this many bytes of it. */
  static List<Entry> decode(byte[] header, long dataBytes) {
    JsonNode root = parse(header);
    List<Entry> entries = new ArrayList<>();
    root.fields()
        .forEachRemaining(
            field -> {
              if (field.getKey().equals(METADATA)) {
                checkMetadata(field.getValue());
              } else {
                entries.add(entry(field.getKey(), field.getValue()));
              }
            });
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long covered = 0;
    for (Entry entry : entries) {
      check(
          entry.begin() == covered,
          "tensor %s begins at byte %d of the data, %s: expected %d",
          entry.name(),
          entry.begin(),
          entry.begin() < covered ? "inside the one before" : "after a gap",
          covered);
      covered = entry.end();
      check(
          covered <= dataBytes,
          "tensor %s ends at byte %d of the data, which has %d",
          entry.name(),
          covered,
          dataBytes);
    }
    check(covered == dataBytes, "tensors cover %d bytes of %d bytes of data", covered, dataBytes);
    return entries;
  }

  private static JsonNode parse(byte[] header) {
    try {
      JsonNode root = JSON.readTree(new String(header, StandardCharsets.UTF_8));
      check(root.isObject(), "the header is no JSON object");
      return root;
    } catch (JsonProcessingException e) {
      throw new WeightsException(
          "safetensors: the header is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static void checkMetadata(JsonNode metadata) {
    boolean texts =
        metadata.isObject()
            && StreamSupport.stream(metadata.spliterator(), false).allMatch(JsonNode::isTextual);
    check(texts, "%s: expected an object of texts", METADATA);
  }

  private static Entry entry(String name, JsonNode node) {
    String type = node.path("dtype").asText();
    List<Integer> shape = shape(name, node.path("shape"));
    boolean isCounter =
        type.equals("I64") && shape.isEmpty() && COUNTERS.stream().anyMatch(name::endsWith);
    Optional<FloatFormat> format = Optional.ofNullable(FORMATS.get(type));
    check(
        isCounter || format.isPresent(),
        "tensor %s: expected type F32, F16, BF16 or F64, found %s",
        name,
        type);
    List<Long> offsets = numbers(name, node.path("data_offsets"));
    check(offsets.size() == 2, "tensor %s: expected two data_offsets", name);
    long bytes = offsets.get(1) - offsets.get(0);
    check(
        bytes == (long) format.map(FloatFormat::bytes).orElse(8) * TensorSpec.elements(shape),
        "tensor %s of type %s and shape %s lies at bytes %d to %d",
        name,
        type,
        shape,
        offsets.get(0),
        offsets.get(1));
    return new Entry(name, format, shape, offsets.get(0), offsets.get(1));
  }

  private static List<Integer> shape(String name, JsonNode array) {
    List<Long> sizes = numbers(name, array);
    try {
      List<Integer> shape = sizes.stream().map(Math::toIntExact).collect(Collectors.toList());
      TensorSpec.elements(shape);
      return shape;
    } catch (ArithmeticException e) {
      throw new WeightsException(
          String.format(
              Locale.ROOT,
              "safetensors: tensor %s of shape %s is more than one array holds",
              name,
              sizes),
          e);
    }
  }

  private static List<Long> numbers(String name, JsonNode array) {
    check(array.isArray(), "tensor %s: expected shape and data_offsets as lists", name);
    List<Long> numbers = new ArrayList<>();
    for (JsonNode number : array) {
      check(
          number.isIntegralNumber() && number.canConvertToLong() && number.longValue() >= 0,
          "tensor %s: expected numbers of at least 0, found %s",
          name,
          number);
      numbers.add(number.longValue());
    }
    return numbers;
  }

  static void check(boolean holds, String message, Object... arguments) {
    if (!holds) {
      throw new WeightsException("safetensors: " + String.format(Locale.ROOT, message, arguments));
    }
  }
}
