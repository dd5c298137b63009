package kindling.model.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kindling.Python;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.families.Families;
import kindling.model.transfer.LoadedWeights;
import kindling.model.transfer.NetworkTensors;
import kindling.model.weights.Initialization;
import kindling.model.weights.NamedTensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checkpoints as training scripts on GPUs leave them, written by PyTorch: checkpoints.py says how.
 */
class CheckpointsTest {
  @TempDir static Path folder;
  private static JsonNode written;

  @BeforeAll
  static void write() throws IOException, InterruptedException {
    written = new ObjectMapper().readTree(Python.run("pytorch/checkpoints.py", folder, folder));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resnet20.th",
        "resnet32.th",
        "resnet44.th",
        "resnet56.th",
        "resnet110.th",
        "resnet8.pt"
      })
  void areReadUntouched(String name) throws IOException {
    StateDict read = StateDict.read(Files.readAllBytes(folder.resolve(name)));
    Architecture network =
        Families.named(name.replaceAll("\\..*", ""), new ImageShape(3, 32, 32), 10);
    Map<String, NamedTensor> tensors =
        NetworkTensors.of(read.tensors(), network.layout(), read.prefix()).tensors();
    assertThat(tensors).hasSameSizeAs(iterable(written.get(name)));
    written
        .get(name)
        .fields()
        .forEachRemaining(entry -> assertRead(tensors, entry.getKey(), entry.getValue()));

    LoadedWeights loaded =
        LoadedWeights.of(Initialization.initialize(network, 1), tensors, Set.of());
    assertThat(loaded.problems()).isEmpty();
  }

  private static List<JsonNode> iterable(JsonNode object) {
    List<JsonNode> values = new ArrayList<>();
    object.forEach(values::add);
    return values;
  }

  private static void assertRead(Map<String, NamedTensor> tensors, String key, JsonNode told) {
    NamedTensor tensor = tensors.get(key.replaceFirst("^module\\.", ""));
    assertThat(tensor).as(key).isNotNull();
    assertThat(tensor.shape().toString()).isEqualTo(told.get(0).toString().replace(",", ", "));
    double sum = 0;
    double placed = 0;
    for (int i = 0; i < tensor.values().length; i++) {
      sum += tensor.values()[i];
      placed += (i + 1.0) * tensor.values()[i];
    }
    assertThat(sum).as(key).isCloseTo(told.get(1).asDouble(), within(1e-6));
    assertThat(placed).as(key).isCloseTo(told.get(2).asDouble(), within(1e-3));
  }
}
