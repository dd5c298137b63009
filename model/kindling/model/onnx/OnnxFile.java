package kindling.model.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import kindling.data.ImageShape;
import kindling.model.weights.WeightsException;

/**
 * Reads ONNX files of classifiers whose nodes are layers of Kindling's. Nothing of a file is run.
 */
public final class OnnxFile {
  /** The ending of such files' names. */
  public static final String ENDING = ".onnx";

  private OnnxFile() {}

  /**
   * The network that a file holds.
   *
   * @param name of the network, where the file tells none
   * @throws WeightsException where the file is damaged or computes what Kindling has no layer for,
   *     with the node
   */
  public static ImportedNetwork read(byte[] file, String name) {
    ModelProto model = parse(file);
    GraphProto graph = model.getGraph();
    Map<String, TensorProto> initializers = new LinkedHashMap<>();
    graph.getInitializerList().forEach(tensor -> initializers.put(tensor.getName(), tensor));
    if (graph.getSparseInitializerCount() > 0) {
      throw wrong("dense tensors, found sparse ones");
    }
    ValueInfoProto input =
        only(
            "input",
            graph.getInputList().stream()
                .filter(value -> !initializers.containsKey(value.getName()))
                .toList());
    ValueInfoProto output = only("output", graph.getOutputList());
    Map<String, String> texts = new LinkedHashMap<>();
    for (StringStringEntryProto entry : model.getMetadataPropsList()) {
      texts.put(entry.getKey(), entry.getValue());
    }
    String title = texts.getOrDefault(Metadata.ARCHITECTURE, name);
    return new GraphReader(graph, initializers, input(input), file.length)
        .read(title, input.getName(), output.getName(), texts);
  }

  private static ModelProto parse(byte[] file) {
    ModelProto model;
    try {
      model = ModelProto.parseFrom(file);
    } catch (InvalidProtocolBufferException e) {
      throw new WeightsException(
          "ONNX: expected a model, found what is none, or damaged ("
              + e.getMessage()
              + "); copy or export it again",
          e);
    }
    if (!model.hasGraph() || model.getGraph().getNodeCount() == 0) {
      throw wrong("a model with a graph of nodes, found none; copy or export it again");
    }
    return model;
  }

  private static ValueInfoProto only(String what, List<ValueInfoProto> found) {
    if (found.size() != 1) {
      throw wrong(
          String.format(
              Locale.ROOT,
              "one %s, found %s",
              what,
              found.stream().map(ValueInfoProto::getName).limit(20).collect(Collectors.toList())));
    }
    return found.get(0);
  }

  /** The shape of one image. */
  private static ImageShape input(ValueInfoProto input) {
    List<TensorShapeProto.Dimension> sizes = input.getType().getTensorType().getShape().getDimList();
    try {
      if (sizes.size() == 4) {
        return new ImageShape(
            Math.toIntExact(sizes.get(1).getDimValue()),
            Math.toIntExact(sizes.get(2).getDimValue()),
            Math.toIntExact(sizes.get(3).getDimValue()));
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      // Told below, as for one of other dimensions.
    }
    throw wrong(
        String.format(
            Locale.ROOT,
            "input %s of [batch, channels, height, width], the last three of them numbers, found %s",
            input.getName(),
            sizes.stream()
                .limit(10)
                .map(
                    size ->
                        Optional.of(size.getDimParam())
                            .filter(text -> !text.isEmpty())
                            .orElse(Long.toString(size.getDimValue())))
                .collect(Collectors.toList())));
  }

  private static WeightsException wrong(String expected) {
    return new WeightsException("ONNX: expected " + expected);
  }
}
