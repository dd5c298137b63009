package kindling.model.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import kindling.Python;
import kindling.data.ImageShape;
import kindling.model.Engines;
import kindling.model.ReplicaOf;
import kindling.model.SmallCases;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Dropping;
import kindling.model.architecture.Elementwise;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.architecture.Pooling;
import kindling.model.engine.Engine;
import kindling.model.transfer.LoadedWeights;
import kindling.model.weights.Initialization;
import kindling.model.weights.NamedTensor;
import kindling.model.weights.WeightsException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files in the layouts that Keras writes, and the outputs of the model in them. */
class KerasWeightsTest {
  private static final ImageShape SHAPE = new ImageShape(3, 5, 4);

  @TempDir static Path folder;
  private static JsonNode outputs;

  @BeforeAll
  static void write() throws IOException, InterruptedException {
    outputs = new ObjectMapper().readTree(Python.run("keras/write.py", folder, folder));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keras2.h5",
        "keras2-model.h5",
        "keras3-legacy.h5",
        "keras3.weights.h5",
        "model.keras"
      })
  void givesTheOutputsOfKeras(String name) throws IOException {
    Architecture network = network(7);
    assertThat(read(name, network).differences()).isEmpty();
    LoadedWeights loaded = fit(read(name, network), network);
    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.loaded()).isEqualTo(network.layout().tensors().size());
    try (Engine engine = ReplicaOf.engine(Engines.Choice.TORCH, network, 1)) {
      float[] logits =
          engine.scorer(loaded.weights().values()).logits(SmallCases.cosines(SHAPE, 0));
      JsonNode expected = outputs.get(name);
      for (int i = 0; i < logits.length; i++) {
        assertThat((double) logits[i]).isCloseTo(expected.get(i).asDouble(), within(1e-4));
      }
    }
  }

  @Test
  void whatWasMadeOfItIsSaid() throws IOException {
    assertThat(read("keras2.h5", network(7)).remarks())
        .containsExactly(
            "6 layers of the Keras file are matched with the network's by their order within each"
                + " kind of layer",
            "running_var holds the difference of the epsilons of 2 batch normalizations, where the"
                + " file says none Keras's 0.001",
            "running_mean holds the biases of 1 convolutions, which have none here",
            "the file says nothing of activations, pooling, padding and preprocessing: they are"
                + " taken to be the network's (Keras's padding = same at a stride pads behind the image"
                + " more than before it), and normalization to be data.normalization's");
    assertThat(read("model.keras", network(7)).remarks())
        .contains("6 layers of the Keras file are matched with the network's by their names");
  }

  @Test
  void shapesThatDoNotFitAreListedWithTheFilesNames() throws IOException {
    LoadedWeights loaded = fit(read("keras3.weights.h5", network(8)), network(8));
    assertThat(loaded.problems())
        .containsExactly(
            "fc1.weight: expected [8, 120], found [7, 120] in dense/0",
            "fc1.bias: expected [8], found [7] in dense/1",
            "fc2.weight: expected [3, 8], found [3, 7] in dense_1/0");
  }

  @Test
  void whereTheNumberOfLayersDiffersNoOrderIsGuessed() throws IOException {
    Architecture other =
        SmallCases.chain(
            SHAPE,
            3,
            new Layer.Conv(3, 4, 3, 1, 1, true),
            new Layer.BatchNorm(4, 0.1, 1e-5),
            new Pooling.GlobalAvgPool(),
            new Layer.Linear(4, 3));
    KerasWeights keras = read("keras3.weights.h5", other);
    assertThat(keras.tensors().keySet()).contains("conv2d/0", "conv2d_1/1", "dense_1/0");
    assertThat(fit(keras, other).loaded()).isZero();
    assertThat(fit(keras, other).problems())
        .contains(
            "l0.weight: expected [4, 3, 3, 3], found nothing",
            "conv2d_1/0 [3, 3, 4, 6]: the network has no such tensor");
  }

  @Test
  void aDepthwiseKernelHasAGroupForEachChannel() {
    NamedTensor kernel =
        new NamedTensor("kernel", List.of(1, 2, 2, 2), new float[] {1, 2, 3, 4, 5, 6, 7, 8});
    NamedTensor depthwise = KernelLayouts.depthwise(kernel);
    assertThat(depthwise.shape()).containsExactly(4, 1, 1, 2);
    assertThat(depthwise.values()).containsExactly(1, 5, 2, 6, 3, 7, 4, 8);
  }

  @Test
  void whatIsNoFlatModelOfFloatsIsRefused() {
    refused("nested.weights.h5", "layer functional is a model of its own");
    refused("linked.weights.h5", "conv2d: expected a part of this file, found a link");
    refused("integers.weights.h5", "dense/0: expected floats, found long");
    refused("unscaled.weights.h5", "batch_normalization: expected gamma, beta");
    refused("python.log", "expected HDF5");
  }

  private void refused(String name, String message) {
    assertThatThrownBy(() -> read(name, network(7)))
        .isInstanceOf(WeightsException.class)
        .hasMessageStartingWith("Keras file: ")
        .hasMessageContaining(message);
  }

  private static KerasWeights read(String name, Architecture network) throws IOException {
    return KerasWeights.read(Files.readAllBytes(folder.resolve(name)), network);
  }

  private static LoadedWeights fit(KerasWeights keras, Architecture network) {
    return LoadedWeights.of(Initialization.initialize(network, 1), keras.tensors(), Set.of());
  }

  private static Architecture network(int hidden) {
    return new Architecture(
        "small",
        SHAPE,
        3,
        List.of(
            node("conv1", new Layer.Conv(3, 4, 3, 1, 1, true), Architecture.INPUT),
            node("bn1", new Layer.BatchNorm(4, 0.1, 1e-5), "conv1"),
            node("relu1", new Elementwise.Relu(), "bn1"),
            node("conv2", new Layer.Conv(4, 6, 3, 1, 1, false), "relu1"),
            node("block.bn2", new Layer.BatchNorm(6, 0.1, 1e-5), "conv2"),
            node("drop", new Dropping.Dropout(0.5), "block.bn2"),
            node("flatten", new Layer.Flatten(), "drop"),
            node("fc1", new Layer.Linear(SHAPE.height() * SHAPE.width() * 6, hidden), "flatten"),
            node("fc2", new Layer.Linear(hidden, 3), "fc1")));
  }

  private static Node node(String name, Layer layer, String input) {
    return new Node(name, layer, List.of(input));
  }
}
