package kindling.model.torch.script;

import static kindling.model.export.ExportCases.SIZES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kindling.Python;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.TensorSpec;
import kindling.model.export.ExportCases;
import kindling.model.export.ExportedNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Python's torch.jit.load runs what is written, and gives the logits of the torch engine. */
class TorchScriptTest {
  /** Of the largest logit. */
  private static final double TOLERANCE = 1e-5;

  private static final List<Architecture> NETWORKS = ExportCases.all().toList();

  private static final List<Architecture> SMALL = ExportCases.small().toList();

  @TempDir static Path folder;

  static List<Architecture> networks() {
    return NETWORKS;
  }

  static List<Architecture> small() {
    return SMALL;
  }

  @BeforeAll
  static void runInPython() throws Exception {
    for (int i = 0; i < NETWORKS.size(); i++) {
      Architecture architecture = NETWORKS.get(i);
      Files.write(folder.resolve(i + ".pt"), TorchScript.write(ExportCases.plain(architecture)));
      if (SMALL.contains(architecture)) {
        Files.write(
            folder.resolve(i + ".whole.pt"), TorchScript.write(ExportCases.whole(architecture)));
      }
      for (int size : SIZES) {
        float[] images = ExportCases.batch(architecture, size).images();
        ByteBuffer bytes =
            ByteBuffer.allocate(Float.BYTES * images.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(images);
        Files.write(folder.resolve(i + "." + size + ".images"), bytes.array());
      }
      ImageShape shape = architecture.input();
      Files.writeString(
          folder.resolve(i + ".shape"),
          shape.channels() + " " + shape.height() + " " + shape.width());
    }
    assertThat(Python.run("torchscript/run.py", folder)).isEqualTo(NETWORKS.size() + " modules\n");
  }

  @ParameterizedTest
  @MethodSource("networks")
  void pythonGivesTheLogitsOfTheEngine(Architecture architecture) throws IOException {
    int index = NETWORKS.indexOf(architecture);
    float[][] expected = ExportCases.logits(architecture, ExportCases.weights(architecture));
    for (int i = 0; i < SIZES.size(); i++) {
      float[] found = floats(index + "." + SIZES.get(i) + ".logits");
      ExportCases.assertClose(architecture.name(), found, expected[i], TOLERANCE);
    }
    List<String> names = architecture.layout().tensors().stream().map(TensorSpec::name).toList();
    assertThat(Files.readAllLines(folder.resolve(index + ".names")))
        .containsExactlyInAnyOrderElementsOf(names);
    assertThat(new JsonMapper().readTree(folder.resolve(index + ".classes.json").toFile()))
        .extracting(name -> name.asText())
        .containsExactlyElementsOf(ExportCases.names(architecture.classes()));
  }

  /** Python normalizes the same bytes for the plain module, and takes the softmax itself. */
  @ParameterizedTest
  @MethodSource("small")
  void bytesGoInAndProbabilitiesComeOut(Architecture architecture) throws IOException {
    int index = NETWORKS.indexOf(architecture);
    ExportCases.assertClose(
        architecture.name(),
        floats(index + ".probabilities"),
        floats(index + ".expected"),
        TOLERANCE);
  }

  @Test
  void theSameNetworkGivesTheSameBytes() throws IOException {
    ExportedNetwork network = ExportCases.whole(NETWORKS.get(NETWORKS.size() - 1));
    assertThat(TorchScript.write(network)).isEqualTo(TorchScript.write(network));
  }

  private static float[] floats(String file) throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve(file));
    float[] floats = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
    return floats;
  }
}
