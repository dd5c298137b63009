package kindling.model.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Locale;
import kindling.data.ImageShape;
import kindling.model.families.Families;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {
  private static final ImageShape INPUT = new ImageShape(3, 8, 8);
  private static final Node CONV =
      node("conv", new Layer.Conv(3, 4, 3, 1, 1, true), Architecture.INPUT);
  private static final Node POOL = node("pool", new Pooling.GlobalAvgPool(), "conv");

  private static Node node(String name, Layer layer, String... inputs) {
    return new Node(name, layer, List.of(inputs));
  }

  private static Architecture network(Node... nodes) {
    return new Architecture("net", INPUT, 10, List.of(nodes));
  }

  @Test
  void shapesParametersAndArithmeticFollowFromTheData() {
    Architecture architecture = network(CONV, POOL, node("fc", new Layer.Linear(4, 10), "pool"));

    assertThat(architecture.shapes().keySet()).containsExactly("input", "conv", "pool", "fc");
    assertThat(architecture.shapes())
        .containsEntry("conv", new ImageShape(4, 8, 8))
        .containsEntry("pool", new ImageShape(4, 1, 1));
    assertThat(architecture.parameters()).isEqualTo(3 * 9 * 4 + 4 + 4 * 10 + 10);
    assertThat(architecture.multiplyAccumulates()).isEqualTo(3 * 9 * 4 * 64 + 4 * 10);
  }

  @Test
  void shapesOfPoolsFollowPyTorch() {
    List<ImageShape> input = List.of(new ImageShape(2, 7, 6));

    assertThat(new Pooling.MaxPool(3, 2, 1).output(input)).isEqualTo(new ImageShape(2, 4, 3));
    assertThat(new Pooling.AvgPool(2, 2).output(input)).isEqualTo(new ImageShape(2, 3, 3));
    assertThat(new Layer.Flatten().output(input)).isEqualTo(new ImageShape(84, 1, 1));
    assertThat(new Layer.PadShortcut(2, 1, 2).output(input)).isEqualTo(new ImageShape(5, 4, 3));
  }

  @Test
  void channelsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> network(CONV, node("bn", new Layer.BatchNorm(5, 0.1, 1e-5), "conv")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("net, layer bn (BatchNorm): expected 5 channels, found 4×8×8");
  }

  @Test
  void imagesWhereALinearLayerExpectsAVectorAreRefused() {
    assertThatThrownBy(() -> network(CONV, node("fc", new Layer.Linear(256, 10), "conv")))
        .hasMessage("net, layer fc (Linear): expected 256×1×1, found 4×8×8");
  }

  @Test
  void summandsOfDifferentShapesAreRefused() {
    assertThatThrownBy(() -> network(CONV, node("sum", new Layer.Add(), "conv", "input")))
        .hasMessage("net, layer sum (Add): expected inputs of one shape, found [4×8×8, 3×8×8]");
  }

  @Test
  void channelsAreJoined() {
    List<ImageShape> inputs =
        List.of(new ImageShape(4, 8, 7), new ImageShape(3, 8, 7), new ImageShape(1, 8, 7));

    assertThat(new Layer.Concat().output(inputs)).isEqualTo(new ImageShape(8, 8, 7));
  }

  @Test
  void imagesOfDifferentSizesAreNotJoined() {
    Node narrow = node("narrow", new Pooling.AvgPool(2, 2), "conv");

    assertThatThrownBy(
            () -> network(CONV, narrow, node("join", new Layer.Concat(), "conv", "narrow")))
        .hasMessage(
            "net, layer join (Concat): expected inputs of one height and width,"
                + " found [4×8×8, 4×4×4]");
    assertThatThrownBy(() -> new Layer.Concat().output(List.of(INPUT, new ImageShape(3, 8, 7))))
        .hasMessageContaining("one height and width");
  }

  @Test
  void oneInputAloneIsNotJoined() {
    assertThatThrownBy(() -> network(CONV, node("join", new Layer.Concat(), "conv")))
        .hasMessage("net, layer join (Concat): expected two inputs or more, found 1");
  }

  @Test
  void aSecondInputToALayerOfOneIsRefused() {
    assertThatThrownBy(() -> network(CONV, node("relu", new Elementwise.Relu(), "conv", "conv")))
        .hasMessage("net, layer relu (Relu): expected one input, found 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"later", "fc"})
  void inputsThatDoNotComeBeforeAreRefused(String input) {
    assertThatThrownBy(() -> network(CONV, POOL, node("fc", new Layer.Linear(4, 10), input)))
        .hasMessage(
            String.format(
                Locale.ROOT,
                "net, layer fc (Linear): takes %s, which is no layer before it",
                input));
  }

  @ParameterizedTest
  @ValueSource(strings = {"conv", "input"})
  void aNameThatIsTakenIsRefused(String name) {
    assertThatThrownBy(() -> network(CONV, node(name, new Elementwise.Relu(), "conv")))
        .hasMessage(String.format(Locale.ROOT, "net, layer %s (Relu): the name is taken", name));
  }

  @Test
  void aLastLayerOfAnotherSizeThanTheClassesIsRefused() {
    assertThatThrownBy(() -> network(CONV, POOL, node("fc", new Layer.Linear(4, 9), "pool")))
        .hasMessage("net, layer fc (Linear): expected to give 10×1×1, gives 9×1×1");
  }

  @Test
  void aLayerThatLeadsNowhereIsRefused() {
    Node fc = node("fc", new Layer.Linear(4, 10), "pool");

    assertThatThrownBy(() -> network(CONV, node("relu", new Elementwise.Relu(), "conv"), POOL, fc))
        .hasMessage("net, layer relu (Relu): no layer takes its output");
  }

  @Test
  void anEmptyNetworkIsRefused() {
    assertThatThrownBy(ArchitectureTest::network).hasMessage("net: no layers");
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Layer.Conv(3, 4, 3, 0, 1, false))
        .hasMessage("expected kernel and stride of at least 1");
    assertThatThrownBy(() -> new Layer.Conv(4, 6, 3, 1, 1, 4, false))
        .hasMessage("expected groups that divide 4 input and 6 output channels, found 4");
    assertThatThrownBy(() -> new Dropping.Dropout(1)).hasMessageContaining("probability");
    assertThatThrownBy(() -> new Pooling.MaxPool(2, 2, 2)).hasMessageContaining("half the kernel");
  }

  @Test
  void crossesTheWireAsItIs() throws Exception {
    Architecture architecture = Families.named("resnet20-b", INPUT, 10);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(architecture);
    }

    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(architecture);
    }
  }
}
