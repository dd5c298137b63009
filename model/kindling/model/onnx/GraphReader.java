package kindling.model.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import kindling.data.ImageShape;
import kindling.data.Normalization;
import kindling.model.architecture.Architecture;
import kindling.model.weights.WeightsException;

/** Reads the nodes of a graph, from its input to its output. */
final class GraphReader {
  private static final int NAMED = 20;

  private final GraphProto graph;
  private final Map<String, TensorProto> initializers;
  private final NetworkUnderway network;
  private final Map<String, Operator> constants = new HashMap<>();
  private final Map<String, Value> values = new HashMap<>();
  private final List<String> remarks = new ArrayList<>();

  /** What the network takes instead of the graph's input: the same for all of its layers. */
  private Optional<Value.Affine> normalized = Optional.empty();

  GraphReader(
      GraphProto graph, Map<String, TensorProto> initializers, ImageShape input, int fileBytes) {
    this.graph = graph;
    this.initializers = initializers;
    this.network = new NetworkUnderway(input, fileBytes);
  }

  ImportedNetwork read(String name, String input, String output, Map<String, String> texts) {
    List<Operator> operators = needed(output);
    if (operators.isEmpty()) {
      throw new WeightsException("ONNX: expected a node that gives the output " + output);
    }
    refuseUnknown(operators);
    values.put(input, unchanged(network.shape(Architecture.INPUT).channels()));
    OperatorReader reader = new OperatorReader(this, network);
    for (Operator operator : operators) {
      if (operator.type().endsWith("Softmax") && operator.output().equals(output)) {
        remarks.add("ONNX: " + operator + " at the end is left out: scores are of logits");
        values.put(output, value(operator, 0));
      } else {
        values.put(operator.output(), reader.read(operator));
        operator.finish();
      }
    }
    String last = layer(operators.get(operators.size() - 1), values.get(output));
    Architecture architecture = network.architecture(name, last);
    Optional<Normalization> normalization =
        inside().or(() -> Metadata.normalization(texts, architecture.input().channels()));
    return new ImportedNetwork(
        architecture,
        network.tensors(),
        Metadata.classes(texts, architecture.classes()),
        normalization,
        remarks);
  }

  /** The nodes that the output depends on, in the file's order. */
  private List<Operator> needed(String output) {
    Map<String, Operator> givers = new LinkedHashMap<>();
    for (NodeProto node : graph.getNodeList()) {
      Operator operator = new Operator(node);
      givers.put(operator.output(), operator);
      if (operator.type().equals("Constant")) {
        constants.put(operator.output(), operator);
      }
    }
    Set<Operator> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(output));
    while (!open.isEmpty()) {
      Operator operator = givers.get(open.pop());
      if (operator != null && needed.add(operator)) {
        open.addAll(OperatorReader.followed(operator));
      }
    }
    return givers.values().stream().filter(needed::contains).toList();
  }

  private static void refuseUnknown(List<Operator> operators) {
    List<Operator> unknown =
        operators.stream()
            .filter(operator -> !OperatorReader.TYPES.contains(operator.type()))
            .toList();
    if (!unknown.isEmpty()) {
      throw new WeightsException(
          String.format(
              Locale.ROOT,
              "ONNX: expected nodes that are layers of Kindling's, found %d that are not: %s%s; known"
                  + " are %s",
              unknown.size(),
              unknown.stream()
                  .limit(NAMED)
                  .map(Operator::toString)
                  .collect(Collectors.joining(", ")),
              unknown.size() > NAMED ? ", …" : "",
              OperatorReader.TYPES.stream().sorted().collect(Collectors.joining(", "))));
    }
  }

  private static Value.Affine unchanged(int channels) {
    double[] ones = new double[channels];
    Arrays.fill(ones, 1);
    return new Value.Affine(ones, new double[channels]);
  }

  /** What a node takes at a place. */
  Value value(Operator operator, int index) {
    String name = operator.required(index);
    if (initializers.containsKey(name)) {
      return values.computeIfAbsent(name, key -> Constants.of(key, initializers.get(key)));
    }
    if (!values.containsKey(name)) {
      throw operator.wrong("what a node before it gives, found " + name);
    }
    return values.get(name);
  }

  /** The numbers that a node takes at a place. */
  Value.Constant constant(Operator operator, int index) {
    if (value(operator, index) instanceof Value.Constant constant) {
      return constant;
    }
    throw operator.wrong("numbers that stand in the file as " + operator.required(index));
  }

  /** Whole numbers that a node takes at a place, if they stand in the file. */
  Optional<long[]> known(Operator operator, int index) {
    String name = operator.required(index);
    if (constants.containsKey(name)) {
      Value constant = OperatorReader.constant(constants.get(name));
      return Optional.of(((Value.Constant) constant).numbers().longs());
    }
    return initializers.containsKey(name)
        ? Optional.of(constant(operator, index).numbers().longs())
        : Optional.empty();
  }

  /** The layer whose output a node takes at a place. */
  String layer(Operator operator, int index) {
    return layer(operator, value(operator, index));
  }

  /** The layer that gives a value; what is a layer of its own so far becomes one. */
  String layer(Operator operator, Value value) {
    if (value instanceof Value.Output output) {
      return output.layer();
    } else if (value instanceof Value.Affine affine) {
      if (normalized.isPresent() && !same(normalized.get(), affine)) {
        throw operator.wrong("the images normalized as others take them");
      }
      normalized = Optional.of(affine);
      return Architecture.INPUT;
    }
    return OperatorReader.alone(operator, value, network).layer();
  }

  private static boolean same(Value.Affine one, Value.Affine other) {
    return Arrays.equals(one.scale(), other.scale()) && Arrays.equals(one.shift(), other.shift());
  }

  /** The normalization that the graph begins with, of bytes or of values from 0 to 1. */
  private Optional<Normalization> inside() {
    Value.Affine affine = normalized.orElseThrow();
    int channels = affine.scale().length;
    if (same(affine, unchanged(channels))) {
      return Optional.empty();
    }
    double least = Arrays.stream(affine.scale()).min().orElseThrow();
    double most = Arrays.stream(affine.scale()).max().orElseThrow();
    // A deviation of less than one of 256 steps is none of pixels: the file takes values up to 1.
    double unit = most > 1 ? 1 : 255;
    float[] mean = new float[channels];
    float[] std = new float[channels];
    for (int c = 0; c < channels; c++) {
      std[c] = (float) (1 / (affine.scale()[c] * unit));
      mean[c] = (float) (-affine.shift()[c] / (affine.scale()[c] * unit));
    }
    if (!(least > 0)) {
      throw new WeightsException("ONNX: expected positive factors of pixels, found " + least);
    }
    remarks.add(
        String.format(
            Locale.ROOT,
            "ONNX: the normalization in the file is of %s: mean %s, std %s",
            unit == 1 ? "pixels from 0 to 1" : "bytes",
            Arrays.toString(mean),
            Arrays.toString(std)));
    try {
      return Optional.of(new Normalization(mean, std));
    } catch (IllegalArgumentException e) {
      throw new WeightsException("ONNX: the normalization: " + e.getMessage(), e);
    }
  }
}
