package kindling.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import kindling.Python;
import kindling.data.batch.Batch;
import kindling.model.Engines;
import kindling.model.ReplicaOf;
import kindling.model.SmallCases;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Node;
import kindling.model.architecture.TensorSpec;
import kindling.model.engine.Engine;
import kindling.model.export.ExportCases;
import kindling.model.weights.WeightsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFileTest {
  private static final byte[] FILE =
      OnnxWriter.write(ExportCases.plain(SmallCases.residual()), "test");

  @TempDir Path folder;

  @Test
  void filesOfPyTorchsExporterGiveItsLogits() throws Exception {
    Python.run("onnx/export.py", folder);
    ImportedNetwork folded = read("folded");
    assertThat(folded.architecture().nodes().stream().map(Node::name))
        .contains("conv1", "layer1.0.conv1", "layer2.0.downsample.0", "layer4.0.relu_1", "fc");
    assertLogits("folded", folded, floats("folded.images"), floats("folded.logits"));

    ImportedNetwork unfolded = read("unfolded");
    assertThat(unfolded.tensors())
        .containsKeys("layer1.0.bn1.running_mean", "layer3.0.downsample.1.weight", "fc.bias");
    assertLogits("unfolded", unfolded, floats("unfolded.images"), floats("unfolded.logits"));

    ImportedNetwork parts = read("parts");
    assertThat(parts.remarks()).anyMatch(remark -> remark.contains("Softmax"));
    assertThat(parts.normalization()).isPresent();
  }

  private ImportedNetwork read(String name) throws IOException {
    return OnnxFile.read(Files.readAllBytes(folder.resolve(name + ".onnx")), name);
  }

  private static void assertLogits(
      String name, ImportedNetwork network, float[] images, float[] expected) {
    Architecture architecture = network.architecture();
    float[] weights = new float[architecture.layout().size()];
    for (TensorSpec tensor : architecture.layout().tensors()) {
      float[] values = network.tensors().get(tensor.name()).values();
      System.arraycopy(values, 0, weights, tensor.offset(), tensor.size());
    }
    int size = images.length / architecture.input().size();
    Batch batch = new Batch(architecture.input(), new int[size], new int[size], images);
    try (Engine engine = ReplicaOf.engine(Engines.Choice.TORCH, architecture, 1)) {
      float[] found = engine.scorer(weights).logits(batch);
      ExportCases.assertClose(name, found, expected, 1e-4);
    }
  }

  private float[] floats(String file) throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve(file));
    float[] floats = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
    return floats;
  }

  @Test
  void whatIsNoLayerOfOursIsNamedByItsNode() {
    refused(model -> node(model, "relu1").setOpType("LeakyRelu"), "node relu1 (LeakyRelu)");
    refused(
        model ->
            node(model, "conv2")
                .addAttribute(
                    AttributeProto.newBuilder().setName("dilations").addInts(2).addInts(2)),
        "node conv2 (Conv): expected dilations of 1");
    refused(
        model ->
            node(model, "maxpool").addAttribute(AttributeProto.newBuilder().setName("unheard")),
        "node maxpool (MaxPool): expected no attribute unheard");
    refused(
        model -> node(model, "bn2").setInput(0, "nowhere"),
        "node bn2 (BatchNormalization): expected what a node before it gives, found nowhere");
    refused(
        model -> model.getGraphBuilder().addOutput(model.getGraph().getOutput(0)),
        "expected one output, found [logits, logits]");
    refused(
        model ->
            model
                .getGraphBuilder()
                .getInputBuilder(0)
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder()
                .getDimBuilder(2)
                .setDimParam("height"),
        "expected input images of [batch, channels, height, width]");
  }

  private static NodeProto.Builder node(ModelProto.Builder model, String name) {
    return model.getGraphBuilder().getNodeBuilderList().stream()
        .filter(node -> node.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void tensorsThatDoNotAddUpAreNamed() {
    refused(
        model -> tensor(model).setDims(0, Integer.MAX_VALUE),
        "tensor conv1.weight: expected a size that one array holds");
    refused(
        model -> tensor(model).setDims(0, Long.MIN_VALUE),
        "tensor conv1.weight: expected sizes that one array holds");
    refused(
        model -> tensor(model).setDims(0, 40_000_000),
        "tensor conv1.weight: expected 4320000000 bytes as raw_data for its shape, found 432");
    refused(
        model -> tensor(model).setDataType(TensorProto.DataType.STRING_VALUE),
        "tensor conv1.weight: expected FLOAT, DOUBLE");
    refused(
        model ->
            tensor(model)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                    StringStringEntryProto.newBuilder()
                        .setKey("location")
                        .setValue("../../etc/passwd")),
        "tensor conv1.weight: expected values in the file itself");
  }

  private static TensorProto.Builder tensor(ModelProto.Builder model) {
    return model.getGraphBuilder().getInitializerBuilder(0);
  }

  private static void refused(Consumer<ModelProto.Builder> change, String message) {
    byte[] changed;
    try {
      ModelProto.Builder model = ModelProto.parseFrom(FILE).toBuilder();
      change.accept(model);
      changed = model.build().toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    assertThatThrownBy(() -> OnnxFile.read(changed, "changed"))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(message);
  }

  @Test
  void whatIsDamagedIsRefusedAndNothingElseIsThrown() {
    assertThatThrownBy(() -> OnnxFile.read(new byte[0], "empty"))
        .isInstanceOf(WeightsException.class);
    assertThatThrownBy(() -> OnnxFile.read(nested(100_000), "nested"))
        .isInstanceOf(WeightsException.class);
    Random random = new Random(4);
    for (int i = 0; i < 400; i++) {
      byte[] damaged = FILE.clone();
      for (int k = 0; k <= i % 4; k++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      byte[] cut = i % 3 == 0 ? Arrays.copyOf(damaged, random.nextInt(FILE.length)) : damaged;
      try {
        OnnxFile.read(cut, "damaged");
      } catch (WeightsException e) {
        assertThat(e.getMessage()).startsWith("ONNX: ");
      }
    }
  }

  /** A graph in an attribute of a node of a graph, and so on. */
  private static byte[] nested(int depth) {
    // Field 7 of a model, 1 of a graph, 5 of a node and 6 of an attribute, each a message.
    int[] tags = {0x3a, 0x0a, 0x2a, 0x32};
    ByteBuffer bytes = ByteBuffer.allocate(6 * depth);
    for (int i = 0; i < depth; i++) {
      int rest = 6 * (depth - i - 1);
      bytes.put((byte) (i == 0 ? tags[0] : tags[1 + (i - 1) % 3]));
      for (int shift = 0; shift < 28; shift += 7) {
        bytes.put((byte) (rest >> shift | 128));
      }
      bytes.put((byte) 0);
    }
    return bytes.array();
  }
}
