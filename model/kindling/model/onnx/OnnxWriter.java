package kindling.model.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import kindling.data.ImageShape;
import kindling.data.Normalization;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Node;
import kindling.model.architecture.TensorSpec;
import kindling.model.export.ExportedNetwork;
import kindling.model.export.Form;
import kindling.model.export.Inputs;
import kindling.model.export.Outputs;
import kindling.model.weights.WeightsException;

/**
 * Writes a network as an ONNX file: one graph in evaluation mode, for batches of any size, whose
 * constants bear the tensors' names and whose nodes those of the layers. The same network gives the
 * same bytes.
 */
public final class OnnxWriter {
  /** The version of ONNX's operators that files are written in, which came with IR version 7. */
  public static final int OPSET = 13;

  private static final int IR_VERSION = 7;
  private static final String BATCH = "batch";

  /** What protobuf holds in one message, less room for all but the weights. */
  private static final long MOST_BYTES = Integer.MAX_VALUE - (64L << 20);

  private final ExportedNetwork network;
  private final GraphBuilder graph;
  private final Map<String, String> values = new HashMap<>();
  private final Map<String, Form> forms = new HashMap<>();

  /** Values that have been brought into the other form, by their names. */
  private final Map<String, String> converted = new HashMap<>();

  private OnnxWriter(ExportedNetwork network) {
    this.network = network;
    Set<String> reserved =
        network.architecture().layout().tensors().stream()
            .map(TensorSpec::name)
            .collect(Collectors.toCollection(HashSet::new));
    reserved.add(network.inputs().title());
    reserved.add(network.outputs().title());
    this.graph = new GraphBuilder(reserved);
  }

  /**
   * The bytes of the file.
   *
   * @param producerVersion of the program that writes it
   * @throws WeightsException if the weights are more than one file holds
   */
  public static byte[] write(ExportedNetwork network, String producerVersion) {
    long bytes = (long) Float.BYTES * network.weights().length;
    if (bytes > MOST_BYTES) {
      throw new WeightsException(
          String.format(
              Locale.ROOT,
              "ONNX: expected weights of at most %d bytes, which is what one file holds, found %d",
              MOST_BYTES,
              bytes));
    }
    return new OnnxWriter(network).model(producerVersion).toByteArray();
  }

  private ModelProto model(String producerVersion) {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("kindling")
            .setProducerVersion(producerVersion)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
            .setGraph(graph());
    Metadata.of(network)
        .forEach(
            (key, value) ->
                model.addMetadataProps(
                    StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model.build();
  }

  private GraphProto graph() {
    Architecture architecture = network.architecture();
    for (TensorSpec tensor : architecture.layout().tensors()) {
      graph.weight(Tensors.floats(tensor.name(), tensor.shape(), values(tensor)));
    }
    put(Architecture.INPUT, images(), Form.IMAGES);
    LayerNodes layers = new LayerNodes(graph);
    for (Node node : architecture.nodes()) {
      Form form =
          Form.taken(node.layer(), node.inputs().stream().map(forms::get).toList());
      List<String> inputs = new ArrayList<>();
      node.inputs().forEach(input -> inputs.add(in(form, input)));
      List<String> tensors =
          node.layer().variables().stream()
              .map(variable -> node.name() + "." + variable.name())
              .toList();
      put(node.name(), layers.add(node, inputs, tensors), form.after(node.layer()));
    }
    String last = architecture.nodes().get(architecture.nodes().size() - 1).name();
    GraphProto.Builder built = graph.build(outputs(last), network.outputs().title());
    ImageShape shape = architecture.input();
    return built
        .setName(architecture.name())
        .addInput(
            value(
                network.inputs().title(),
                network.inputs() == Inputs.BYTES
                    ? TensorProto.DataType.UINT8
                    : TensorProto.DataType.FLOAT,
                shape.channels(),
                shape.height(),
                shape.width()))
        .addOutput(
            value(network.outputs().title(), TensorProto.DataType.FLOAT, architecture.classes()))
        .build();
  }

  private float[] values(TensorSpec tensor) {
    return Arrays.copyOfRange(network.weights(), tensor.offset(), tensor.end());
  }

  private void put(String node, String value, Form form) {
    values.put(node, value);
    forms.put(node, form);
  }

  /** The value of a node in a form. */
  private String in(Form form, String node) {
    String value = values.get(node);
    if (forms.get(node) == form) {
      return value;
    }
    return converted.computeIfAbsent(
        value,
        from ->
            form == Form.VECTORS
                ? graph.add(
                    node + ".flatten", "Flatten", List.of(from), GraphBuilder.integer("axis", 1))
                : graph.add(
                    node + ".unsqueeze",
                    "Unsqueeze",
                    List.of(from, graph.indices(node + ".axes", 2, 3))));
  }

  /** What the first layer takes. */
  private String images() {
    if (network.inputs() == Inputs.NORMALIZED) {
      return network.inputs().title();
    }
    Normalization normalization = network.normalization().orElseThrow();
    List<Integer> channels = List.of(normalization.mean().length, 1, 1);
    String bytes =
        graph.add(
            "normalization.cast",
            "Cast",
            List.of(network.inputs().title()),
            GraphBuilder.integer("to", TensorProto.DataType.FLOAT_VALUE));
    String largest = graph.number("normalization.largest", 255);
    String scaled = graph.add("normalization.scaled", "Div", List.of(bytes, largest));
    String mean = graph.numbers("normalization.mean", channels, normalization.mean());
    String centered = graph.add("normalization.centered", "Sub", List.of(scaled, mean));
    String std = graph.numbers("normalization.std", channels, normalization.std());
    return graph.add("normalization", "Div", List.of(centered, std));
  }

  /** What comes out behind the last layer. */
  private String outputs(String last) {
    String logits = in(Form.VECTORS, last);
    if (network.outputs() == Outputs.PROBABILITIES) {
      return graph.add("softmax", "Softmax", List.of(logits), GraphBuilder.integer("axis", 1));
    }
    return logits;
  }

  private static ValueInfoProto value(String name, TensorProto.DataType type, long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(BATCH));
    for (long size : sizes) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape)))
        .build();
  }
}
