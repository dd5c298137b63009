package kindling.model.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A graph under construction: nodes in order, and constants. Values, constants and nodes get names
 * that no other has.
 */
final class GraphBuilder {
  private final List<NodeProto.Builder> nodes = new ArrayList<>();
  private final List<TensorProto> constants = new ArrayList<>();
  private final Set<String> taken;

  /**
   * A graph without nodes.
   *
   * @param reserved names that no value gets unless it is meant
   */
  GraphBuilder(Set<String> reserved) {
    taken = new HashSet<>(reserved);
  }

  /** A name that nothing has yet, as near to this as can be. */
  private String free(String wanted) {
    String name = wanted;
    for (int i = 2; !taken.add(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }

  /** A node that takes these values; returns the value that it gives, which bears its name. */
  String add(String name, String operator, List<String> inputs, AttributeProto... attributes) {
    String output = free(name);
    nodes.add(
        NodeProto.newBuilder()
            .setName(output)
            .setOpType(operator)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
    return output;
  }

  /** A constant under a reserved name. */
  String weight(TensorProto tensor) {
    constants.add(tensor);
    return tensor.getName();
  }

  String numbers(String name, List<Integer> shape, float... values) {
    String free = free(name);
    constants.add(Tensors.floats(free, shape, values));
    return free;
  }

  String number(String name, float value) {
    return numbers(name, List.of(), value);
  }

  String indices(String name, long... values) {
    String free = free(name);
    constants.add(Tensors.longs(free, values));
    return free;
  }

  /** The graph, whose output is a value under a reserved name. */
  GraphProto.Builder build(String value, String output) {
    boolean computed = false;
    for (NodeProto.Builder node : nodes) {
      for (int i = 0; i < node.getInputCount(); i++) {
        if (node.getInput(i).equals(value)) {
          node.setInput(i, output);
        }
      }
      if (node.getOutput(0).equals(value)) {
        node.setOutput(0, output);
        computed = true;
      }
    }
    if (!computed) {
      throw new IllegalStateException("no node gives " + value);
    }
    GraphProto.Builder graph = GraphProto.newBuilder();
    nodes.forEach(graph::addNode);
    return graph.addAllInitializer(constants);
  }

  static AttributeProto integers(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static AttributeProto real(String name, double value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF((float) value)
        .build();
  }
}
