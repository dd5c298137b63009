package kindling.model.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import kindling.Python;
import kindling.data.ImageShape;
import kindling.data.Normalization;
import kindling.data.batch.Batch;
import kindling.model.Engines;
import kindling.model.ReplicaOf;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Elementwise;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.architecture.Padding;
import kindling.model.architecture.Pooling;
import kindling.model.engine.Engine;
import kindling.model.transfer.LoadedWeights;
import kindling.model.weights.Initialization;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole models as Keras saves them, their configurations held against a network: models.py. */
class KerasModelsTest {
  private static final ImageShape SHAPE = new ImageShape(3, 8, 12);

  /** What Keras's padding = same is for kernels of 3 and a stride of 2 on even sides. */
  private static final Padding BEHIND = new Padding(0, 0, 1, 1);

  @TempDir static Path folder;
  private static JsonNode written;

  @BeforeAll
  static void write() throws IOException, InterruptedException {
    written = new ObjectMapper().readTree(Python.run("keras/models.py", folder, folder));
  }

  private static Architecture network(Padding padding) {
    return new Architecture(
        "strided",
        SHAPE,
        3,
        List.of(
            node("conv1", new Layer.Conv(3, 4, 3, 2, padding, 1, true), Architecture.INPUT),
            node("relu1", new Elementwise.Relu(), "conv1"),
            node("bn1", new Layer.BatchNorm(4, 0.1, 1e-5), "relu1"),
            node("relu2", new Elementwise.Relu6(), "bn1"),
            node("conv2", new Layer.Conv(4, 4, 3, 1, new Padding(1, 0, 1, 2), 1, false), "relu2"),
            node("add", new Layer.Add(), "conv2", "relu2"),
            node("max", new Pooling.MaxPool(3, 2, BEHIND), "add"),
            node("avg", new Pooling.AvgPool(2, 1, BEHIND), "max"),
            node("flatten", new Layer.Flatten(), "avg"),
            node("bn2", new Layer.BatchNorm(24, 0.1, 1e-5), "flatten"),
            node("gelu", new Elementwise.Gelu(), "bn2"),
            node("fc1", new Layer.Linear(24, 5), "gelu"),
            node("relu3", new Elementwise.Relu(), "fc1"),
            node("fc2", new Layer.Linear(5, 3), "relu3")));
  }

  private static Node node(String name, Layer layer, String... inputs) {
    return new Node(name, layer, List.of(inputs));
  }

  private static KerasWeights read(String name, Padding padding) throws IOException {
    return KerasWeights.read(Files.readAllBytes(folder.resolve(name)), network(padding));
  }

  private static Batch batch(Normalization constants) {
    float[] images = new float[SHAPE.size()];
    for (int i = 0; i < images.length; i++) {
      int channel = i / (SHAPE.height() * SHAPE.width());
      images[i] = constants.table()[channel][written.get("pixels").get(i).asInt()];
    }
    return new Batch(SHAPE, new int[1], new int[1], images);
  }

  @ParameterizedTest
  @ValueSource(strings = {"strided.keras", "strided.h5", "fitted.keras"})
  void scoresWhatKerasDoes(String name) throws IOException {
    KerasWeights keras = read(name, BEHIND);
    assertThat(keras.differences()).isEmpty();
    Normalization constants = keras.normalization().orElseThrow();
    for (int c = 0; c < 3; c++) {
      assertThat(constants.mean()[c]).isCloseTo(0.5f, within(1e-6f));
      assertThat(constants.std()[c]).isCloseTo(0.5f, within(1e-6f));
    }
    LoadedWeights loaded =
        LoadedWeights.of(Initialization.initialize(network(BEHIND), 1), keras.tensors(), Set.of());
    assertThat(loaded.problems()).isEmpty();
    for (Engines.Choice choice : List.of(Engines.Choice.TORCH, Engines.Choice.DL4J)) {
      try (Engine engine = ReplicaOf.engine(choice, network(BEHIND), 1)) {
        float[] logits = engine.scorer(loaded.weights().values()).logits(batch(constants));
        for (int i = 0; i < logits.length; i++) {
          assertThat((double) logits[i])
              .as("%s, logit %d", choice, i)
              .isCloseTo(written.get("logits").get(i).asDouble(), within(1e-4));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tanh|layer conv2d (Conv2D) of the Keras model: Kindling has no layer with activation = tanh",
        "linear|the network's relu1: expected Relu, found a convolution",
        "valid|the network's max: expected max-pool (kernel = 3, stride = 2, padding = [0, 0, 1, 1]),"
            + " found max-pool (kernel = 3, stride = 2, padding = 0) in the Keras model's"
            + " max_pooling2d",
        "average-pool|found avg-pool (kernel = 3, stride = 2, padding = [0, 0, 1, 1])",
        "leaky|layer re_lu (ReLU) of the Keras model: Kindling has no layer with negative_slope = 0.1",
        "relu|the network's relu2: expected Relu6, found Relu in the Keras model's re_lu",
        "dilated|layer conv2d_1 (Conv2D) of the Keras model",
        "oblong|kernel_size = [3,5]",
        "upwards|found a convolution (kernel = 3, stride = 1, padding = [1, 2, 1, 0], groups = 1)",
        "channels-first|data_format = channels_first",
        "sigmoid|layer dense_1 (Dense) of the Keras model: Kindling has no layer with activation ="
            + " sigmoid",
        "lambda|layer activation (Lambda) of the Keras model",
        "crop|layer flip (CenterCrop) of the Keras model",
        "downhill|channel 0: expected a finite mean and a deviation above 0"
      })
  void whatComputesSomethingElseIsNamed(String name, String said) throws IOException {
    assertThat(read(name + ".keras", BEHIND).differences()).anyMatch(line -> line.contains(said));
  }

  @Test
  void paddingOnAllSidesIsNotPaddingBehind() throws IOException {
    assertThat(read("strided.keras", new Padding(1, 1, 0, 0)).differences())
        .containsExactly(
            "the network's conv1: expected a convolution (kernel = 3, stride = 2, padding = [1, 1,"
                + " 0, 0], groups = 1), found a convolution (kernel = 3, stride = 2, padding = [0,"
                + " 0, 1, 1], groups = 1) in the Keras model's conv2d");
  }

  @Test
  void aFlattenedImageThatIsJoinedWithAnotherIsNamed() {
    List<Node> nodes =
        new ArrayList<>(
            List.of(
                node("flatten", new Layer.Flatten(), Architecture.INPUT),
                node("twice", new Layer.Concat(), "flatten", "flatten"),
                node("fc", new Layer.Linear(2 * SHAPE.size(), 3), "twice")));
    assertThat(new FlattenedOrder(new Architecture("joined", SHAPE, 3, nodes)).problems())
        .containsExactly(
            "the network's twice takes a flattened image, whose elements Keras has in another"
                + " order");
  }
}
