package kindling.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import kindling.Python;
import kindling.data.ImageShape;
import kindling.data.batch.Batch;
import kindling.model.architecture.Architecture;
import kindling.model.engine.Engine;
import kindling.model.families.Families;
import kindling.model.pytorch.StateDict;
import kindling.model.transfer.LoadedWeights;
import kindling.model.transfer.NetworkTensors;
import kindling.model.weights.Initialization;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checkpoints of kuangliu's pytorch-cifar load into the networks of their names, which give
 * PyTorch's logits on both engines: cifar_networks.py has the definitions.
 */
class PyTorchCifarTest {
  private static final ImageShape SHAPE = new ImageShape(3, 32, 32);
  private static final int CLASSES = 10;

  /** Of the largest logit. */
  private static final double TOLERANCE = 1e-4;

  @TempDir static Path folder;
  private static JsonNode counts;

  static Stream<String> names() {
    return Stream.of("resnet18", "resnet50", "preactresnet18", "preactresnet50", "densenet121");
  }

  @BeforeAll
  static void write() throws IOException, InterruptedException {
    Object[] arguments = Stream.concat(Stream.of(folder), names()).toArray();
    counts =
        new ObjectMapper().readTree(Python.run("pytorch/cifar_networks.py", folder, arguments));
  }

  @ParameterizedTest
  @MethodSource("names")
  void givesPyTorchsLogitsOnBothEngines(String name) throws IOException {
    Architecture network = Families.named(name, SHAPE, CLASSES);
    assertThat(network.parameters()).isEqualTo(counts.get(name).asLong());
    LoadedWeights loaded = loaded(network);
    assertThat(loaded.problems()).isEmpty();
    float[] expected = floats(name + ".logits");
    double largest = 0;
    for (float logit : expected) {
      largest = Math.max(largest, Math.abs(logit));
    }
    Batch batch = new Batch(SHAPE, new int[2], new int[2], floats(name + ".images"));
    for (Engines.Choice choice : new Engines.Choice[] {Engines.Choice.TORCH, Engines.Choice.DL4J}) {
      try (Engine engine = ReplicaOf.engine(choice, network, 2)) {
        float[] found = engine.scorer(loaded.weights().values()).logits(batch);
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
          assertThat((double) found[i])
              .as("%s, logit %d", choice, i)
              .isCloseTo(expected[i], within(TOLERANCE * largest));
        }
      }
    }
  }

  private static LoadedWeights loaded(Architecture network) throws IOException {
    StateDict read = StateDict.read(Files.readAllBytes(folder.resolve(network.name() + ".pth")));
    NetworkTensors named = NetworkTensors.of(read.tensors(), network.layout(), read.prefix());
    return LoadedWeights.of(Initialization.initialize(network, 1), named.tensors(), Set.of());
  }

  private static float[] floats(String file) throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve(file));
    float[] floats = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
    return floats;
  }

  /** As PyTorch counts them: cifar_networks.py prints them for every name. */
  @ParameterizedTest
  @CsvSource({
    "resnet18, 11173962",
    "resnet34, 21282122",
    "resnet50, 23520842",
    "resnet101, 42512970",
    "resnet152, 58156618",
    "preactresnet18, 11171146",
    "preactresnet34, 21279306",
    "preactresnet50, 23509066",
    "preactresnet101, 42501194",
    "preactresnet152, 58144842",
    "densenet121, 6956298",
    "densenet161, 26482378",
    "densenet169, 12493322",
    "densenet201, 18104330"
  })
  void theNamesMeanNetworksOfThatSize(String name, long parameters) {
    assertThat(Families.named(name, SHAPE, CLASSES).parameters()).isEqualTo(parameters);
  }
}
