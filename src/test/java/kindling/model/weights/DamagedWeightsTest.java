package kindling.model.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kindling.DamagedFiles;
import kindling.Python;
import kindling.data.ImageShape;
import kindling.model.SmallCases;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.architecture.TensorSpec;
import kindling.model.keras.KerasWeights;
import kindling.model.pytorch.StateDict;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever bytes a file of weights holds, only {@link WeightsException} comes out. */
class DamagedWeightsTest {
  @Provide
  Arbitrary<byte[]> safetensors() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(
        out,
        List.of(
            new NamedTensor("conv1.weight", List.of(2, 3), new float[] {1, 2, 3, 4, 5, 6}),
            new NamedTensor("fc.bias", List.of(2), new float[] {7, 8})),
        Map.of("format", "pt"));
    return DamagedFiles.of(out.toByteArray());
  }

  @Property
  void safetensorsAreReadOrRefused(@ForAll("safetensors") byte[] file) throws IOException {
    try {
      Map<String, NamedTensor> tensors =
          Safetensors.read(new ByteArrayInputStream(file), file.length);
      assertThat(tensors.values())
          .allMatch(tensor -> tensor.values().length == TensorSpec.elements(tensor.shape()));
    } catch (WeightsException refused) {
      assertThat(refused).hasMessageStartingWith("safetensors: ");
    }
  }

  @Provide
  Arbitrary<byte[]> kerasFiles() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("keras");
    Python.run("keras/write.py", folder, folder);
    List<byte[]> files = new ArrayList<>();
    try (DirectoryStream<Path> tiny = Files.newDirectoryStream(folder, "tiny*")) {
      for (Path file : tiny) {
        files.add(Files.readAllBytes(file));
      }
    }
    assertThat(files).hasSize(5);
    return DamagedFiles.of(files.toArray(byte[][]::new));
  }

  @Property
  void kerasFilesAreReadOrRefused(@ForAll("kerasFiles") byte[] file) {
    Architecture network = SmallCases.chain(new ImageShape(2, 1, 1), 3, new Layer.Linear(2, 3));
    try {
      assertThat(KerasWeights.read(file, network).tensors().values())
          .allMatch(tensor -> tensor.values().length == TensorSpec.elements(tensor.shape()));
    } catch (WeightsException refused) {
      assertThat(refused).hasMessageStartingWith("Keras file: ");
    }
  }

  @Provide
  Arbitrary<byte[]> pyTorchFiles() throws IOException {
    Path files = Path.of("src/test/resources/pytorch");
    return DamagedFiles.of(
        Files.readAllBytes(files.resolve("zip.pt")),
        Files.readAllBytes(files.resolve("legacy.pth")));
  }

  @Property
  void pyTorchFilesAreReadOrRefused(@ForAll("pyTorchFiles") byte[] file) {
    try {
      assertThat(StateDict.read(file).tensors().values())
          .allMatch(tensor -> tensor.values().length == TensorSpec.elements(tensor.shape()));
    } catch (WeightsException refused) {
      assertThat(refused).hasMessageStartingWith("PyTorch file: ");
    }
  }
}
