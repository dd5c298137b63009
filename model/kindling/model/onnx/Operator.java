package kindling.model.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import kindling.model.weights.WeightsException;

/** One node of a graph, read attribute by attribute. */
final class Operator {
  /** As in the settings of layers: beyond any sensible extent, and no sum of them overflows. */
  private static final long MOST = 1_000_000;

  private final NodeProto node;
  private final Map<String, AttributeProto> attributes = new LinkedHashMap<>();
  private final Set<String> read = new HashSet<>();

  Operator(NodeProto node) {
    this.node = node;
    node.getAttributeList().forEach(attribute -> attributes.put(attribute.getName(), attribute));
  }

  String type() {
    return node.getOpType();
  }

  String name() {
    return node.getName();
  }

  /** The names of what it takes; those that are left out are empty. */
  List<String> inputs() {
    return node.getInputList();
  }

  /** What it takes at a place; nothing where it is left out. */
  Optional<String> input(int index) {
    return index < node.getInputCount() && !node.getInput(index).isEmpty()
        ? Optional.of(node.getInput(index))
        : Optional.empty();
  }

  String required(int index) {
    return input(index)
        .orElseThrow(() -> wrong("an input at place " + (index + 1) + ", found none"));
  }

  /** What it gives, of which layers have one alone. */
  String output() {
    if (node.getOutputCount() == 0) {
      throw wrong("an output, found none");
    }
    return node.getOutput(0);
  }

  long integer(String name, long otherwise) {
    read.add(name);
    return attributes.containsKey(name) ? attributes.get(name).getI() : otherwise;
  }

  float real(String name, float otherwise) {
    read.add(name);
    return attributes.containsKey(name) ? attributes.get(name).getF() : otherwise;
  }

  String text(String name, String otherwise) {
    read.add(name);
    return attributes.containsKey(name) ? attributes.get(name).getS().toStringUtf8() : otherwise;
  }

  Optional<TensorProto> tensor(String name) {
    read.add(name);
    return Optional.ofNullable(attributes.get(name))
        .filter(AttributeProto::hasT)
        .map(AttributeProto::getT);
  }

  /** Numbers in no range; nothing where they are left out. */
  Optional<long[]> integers(String name) {
    read.add(name);
    return Optional.ofNullable(attributes.get(name))
        .map(found -> found.getIntsList().stream().mapToLong(Long::longValue).toArray());
  }

  /** As many numbers as are given by default, from 0 to a million. */
  int[] extents(String name, int... otherwise) {
    long[] found =
        integers(name).orElse(Arrays.stream(otherwise).asLongStream().toArray());
    if (found.length != otherwise.length
        || !LongStream.of(found).allMatch(number -> number >= 0 && number <= MOST)) {
      throw wrong(
          String.format(
              Locale.ROOT,
              "%d numbers from 0 to %d as %s, found %s",
              otherwise.length,
              MOST,
              name,
              Arrays.toString(found)));
    }
    return LongStream.of(found).mapToInt(number -> (int) number).toArray();
  }

  /** One number for rows and for columns. */
  int square(String name, int otherwise) {
    int[] both = extents(name, otherwise, otherwise);
    if (both[0] != both[1]) {
      throw wrong("the same for rows and columns as " + name + ", found " + Arrays.toString(both));
    }
    return both[0];
  }

  /** Refuses another value than this, which is what it means where it is left out. */
  void only(String name, long value) {
    long found = integer(name, value);
    if (found != value) {
      throw wrong(name + " = " + value + ", found " + found);
    }
  }

  /** Refuses what has not been read: it may change what is computed. */
  void finish() {
    for (String name : attributes.keySet()) {
      if (!read.contains(name)) {
        throw wrong("no attribute " + name);
      }
    }
    for (int i = 1; i < node.getOutputCount(); i++) {
      if (!node.getOutput(i).isEmpty() && !type().equals("Dropout")) {
        throw wrong("one output, found " + node.getOutputList());
      }
    }
  }

  WeightsException wrong(String expected) {
    return new WeightsException(
        String.format(Locale.ROOT, "ONNX: %s: expected %s", this, expected));
  }

  @Override
  public String toString() {
    String where = name().isEmpty() ? "that gives " + node.getOutputList() : name();
    return String.format(Locale.ROOT, "node %s (%s)", where, type());
  }
}
