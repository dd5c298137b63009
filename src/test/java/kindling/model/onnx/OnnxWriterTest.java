package kindling.model.onnx;

import static kindling.model.export.ExportCases.SIZES;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.TensorInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kindling.Python;
import kindling.data.ImageShape;
import kindling.model.SmallCases;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Dropping;
import kindling.model.architecture.Node;
import kindling.model.architecture.TensorSpec;
import kindling.model.export.ExportCases;
import kindling.model.export.ExportedNetwork;
import kindling.model.families.Families;
import kindling.model.weights.NamedTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX Runtime gives the logits of the torch engine, and reading a file gives the same network. */
class OnnxWriterTest {
  /** Of the largest logit. */
  private static final double TOLERANCE = 1e-4;

  @TempDir Path folder;

  static Stream<Architecture> networks() {
    return ExportCases.all();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void onnxRuntimeAndTheFileReadAgainGiveTheSame(Architecture architecture) throws Exception {
    float[] weights = ExportCases.weights(architecture);
    byte[] file = OnnxWriter.write(ExportCases.plain(architecture), "test");
    float[][] expected = ExportCases.logits(architecture, weights);
    try (OnnxRuntime runtime = new OnnxRuntime(file)) {
      for (int i = 0; i < SIZES.size(); i++) {
        float[] images = ExportCases.batch(architecture, SIZES.get(i)).images();
        float[] found = runtime.floats(images, architecture.input());
        ExportCases.assertClose(architecture.name(), found, expected[i], TOLERANCE);
      }
    }

    ImportedNetwork read = OnnxFile.read(file, "unnamed");
    assertThat(read.architecture().name()).isEqualTo(architecture.name());
    assertThat(read.classes()).hasValue(ExportCases.names(architecture.classes()));
    assertThat(read.normalization()).isEmpty();
    for (TensorSpec tensor : architecture.layout().tensors()) {
      NamedTensor found = read.tensors().get(tensor.name());
      assertThat(found).as(tensor.name()).isNotNull();
      assertThat(found.shape()).isEqualTo(tensor.shape());
      assertThat(found.values())
          .isEqualTo(Arrays.copyOfRange(weights, tensor.offset(), tensor.end()));
    }
    assertThat(read.tensors()).hasSize(architecture.layout().tensors().size());
    assertThat(layers(read.architecture())).containsAll(layers(architecture));
    float[] again = new float[weights.length];
    for (TensorSpec tensor : read.architecture().layout().tensors()) {
      System.arraycopy(
          read.tensors().get(tensor.name()).values(), 0, again, tensor.offset(), tensor.size());
    }
    assertThat(ExportCases.logits(read.architecture(), again)).isDeepEqualTo(expected);
  }

  /** Names and layers of what computes something in evaluation, for one that is no alias. */
  private static List<String> layers(Architecture architecture) {
    return architecture.nodes().stream()
        .filter(node -> !(node.layer() instanceof Dropping))
        .filter(node -> !node.layer().variables().isEmpty())
        .map(node -> node.name() + " " + node.layer())
        .toList();
  }

  @Test
  void everyKindOfLayerIsAmongThem() {
    assertThat(ExportCases.missing()).isEmpty();
  }

  @Test
  void bytesGoInAndProbabilitiesComeOut() throws Exception {
    Architecture architecture = SmallCases.residual();
    ExportedNetwork network = ExportCases.whole(architecture);
    byte[] pixels = new byte[2 * architecture.input().size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (37 * i);
    }
    float[] normalized = normalized(pixels, architecture.input());
    byte[] file = OnnxWriter.write(network, "test");
    float[] found;
    try (OnnxRuntime runtime = new OnnxRuntime(file)) {
      found = runtime.bytes(pixels, architecture.input());
    }
    float[] logits;
    try (OnnxRuntime plain =
        new OnnxRuntime(OnnxWriter.write(ExportCases.plain(architecture), "test"))) {
      logits = plain.floats(normalized, architecture.input());
    }
    ExportCases.assertClose("probabilities", found, softmax(logits, architecture.classes()), 1e-5);

    ImportedNetwork read = OnnxFile.read(file, "unnamed");
    assertThat(read.normalization().orElseThrow().mean())
        .isEqualTo(network.normalization().orElseThrow().mean());
    assertThat(read.normalization().orElseThrow().std())
        .isEqualTo(network.normalization().orElseThrow().std());
    assertThat(read.remarks()).anyMatch(remark -> remark.contains("Softmax"));
  }

  private static float[] normalized(byte[] pixels, ImageShape shape) {
    float[][] table = ExportCases.normalization(shape.channels()).table();
    float[] values = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      int channel = i % shape.size() / (shape.height() * shape.width());
      values[i] = table[channel][pixels[i] & 255];
    }
    return values;
  }

  private static float[] softmax(float[] logits, int classes) {
    float[] probabilities = new float[logits.length];
    for (int row = 0; row < logits.length; row += classes) {
      double sum = 0;
      for (int i = row; i < row + classes; i++) {
        sum += Math.exp(logits[i]);
      }
      for (int i = row; i < row + classes; i++) {
        probabilities[i] = (float) (Math.exp(logits[i]) / sum);
      }
    }
    return probabilities;
  }

  @Test
  void namesShapesOpsetAndMetadataAreWhatTheDocumentationSays() throws Exception {
    Architecture architecture = Families.named("resnet8", new ImageShape(3, 16, 16), 10);
    ExportedNetwork network = ExportCases.whole(architecture);
    byte[] file = OnnxWriter.write(network, "1.2");
    assertThat(OnnxWriter.write(network, "1.2")).isEqualTo(file);
    ModelProto model = ModelProto.parseFrom(file);
    assertThat(model.getOpsetImportList()).hasSize(1);
    assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(13);
    assertThat(model.getProducerName() + " " + model.getProducerVersion())
        .isEqualTo("kindling 1.2");
    assertThat(model.getGraph().getInitializerList().stream().map(TensorProto::getName))
        .containsAll(architecture.layout().tensors().stream().map(TensorSpec::name).toList());
    assertThat(model.getGraph().getNodeList().stream().map(NodeProto::getName))
        .containsAll(architecture.nodes().stream().map(Node::name).toList());
    Map<String, String> texts =
        model.getMetadataPropsList().stream()
            .collect(
                Collectors.toMap(StringStringEntryProto::getKey, StringStringEntryProto::getValue));
    assertThat(texts)
        .containsEntry("architecture", "resnet8")
        .containsEntry("normalization.mean", "[0.485, 0.445, 0.405]")
        .containsEntry("normalization.std", "[0.229, 0.239, 0.249]");
    assertThat(texts.get("classes")).startsWith("[\"Küche \\\"0\\\", 猫\",");
    try (OnnxRuntime runtime = new OnnxRuntime(file)) {
      TensorInfo input = (TensorInfo) runtime.session().getInputInfo().get("pixels").getInfo();
      TensorInfo output =
          (TensorInfo) runtime.session().getOutputInfo().get("probabilities").getInfo();
      assertThat(input.getShape()).containsExactly(-1, 3, 16, 16);
      assertThat(output.getShape()).containsExactly(-1, 10);
      assertThat(input.getDimensionNames()[0]).isEqualTo("batch");
    }
  }

  @Test
  void onnxsCheckerPassesEveryCase() throws Exception {
    int count = 0;
    for (Architecture architecture : networks().toList()) {
      float[] zeros = new float[architecture.layout().size()];
      byte[] file = OnnxWriter.write(ExportCases.whole(architecture, zeros), "test");
      Files.write(folder.resolve(count++ + ".onnx"), file);
    }
    assertThat(Python.run("onnx/check.py", folder)).isEqualTo(count + " files\n");
  }
}
