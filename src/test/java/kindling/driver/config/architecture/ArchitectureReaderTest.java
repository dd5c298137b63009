package kindling.driver.config.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import kindling.data.ImageShape;
import kindling.driver.cli.ExitCode;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.ResolvedConfig;
import kindling.driver.config.settings.Settings;
import kindling.driver.config.settings.SettingsFile;
import kindling.driver.fixtures.CommandLineRun;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Dropping;
import kindling.model.architecture.Elementwise;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.architecture.Padding;
import kindling.model.architecture.Pooling;
import kindling.model.families.Blueprint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureReaderTest {
  private static final ImageShape IMAGES = new ImageShape(3, 16, 16);

  @TempDir Path folder;

  private static Settings settings(String layers) {
    return Settings.read(
        "test",
        ConfigFactory.parseString(
            "data.format = shapes\narchitecture { name = mine, layers = [\n" + layers + "\n] }"));
  }

  private static Architecture network(String layers) {
    return settings(layers).network().architecture().on(IMAGES, 7);
  }

  @Test
  void everyKindIsRead() {
    Architecture network =
        network(
            """
            { name = stem, kind = conv, channels = 8, kernel = 5, stride = 2, padding = 2, bias = false }
            { name = bn, kind = batch-norm, momentum = 0.2, epsilon = 1e-3 }
            { name = relu, kind = relu }
            { name = group, kind = conv, channels = 4, kernel = 3, padding = 1, groups = 2 }
            { name = deep, kind = depthwise-conv, kernel = 3, padding = 1, from = relu }
            { name = six, kind = relu6 }
            { name = join, kind = concat, from = [group, six] }
            { name = max, kind = max-pool, kernel = 3, stride = 2, padding = 1 }
            { name = pad, kind = pad-shortcut, stride = 2, channels-before = 2, channels-after = 2, from = six }
            { name = wide, kind = conv, channels = 12, kernel = 1, from = max }
            { name = sum, kind = add, from = [pad, wide] }
            { name = avg, kind = avg-pool, kernel = 2 }
            { name = flat, kind = flatten }
            { name = soft, kind = gelu }
            { name = ninth, kind = scale, factor = 0.11 }
            { name = half, kind = linear, outputs = 5 }
            { name = drop, kind = dropout, probability = 0.25 }
            { name = head, kind = linear, outputs = classes }
            """);
    assertThat(network.name()).isEqualTo("mine");
    assertThat(network.nodes())
        .containsExactly(
            node("stem", new Layer.Conv(3, 8, 5, 2, 2, false), "input"),
            node("bn", new Layer.BatchNorm(8, 0.2, 1e-3), "stem"),
            node("relu", new Elementwise.Relu(), "bn"),
            node("group", new Layer.Conv(8, 4, 3, 1, 1, 2, true), "relu"),
            node("deep", new Layer.Conv(8, 8, 3, 1, 1, 8, true), "relu"),
            node("six", new Elementwise.Relu6(), "deep"),
            node("join", new Layer.Concat(), "group", "six"),
            node("max", new Pooling.MaxPool(3, 2, 1), "join"),
            node("pad", new Layer.PadShortcut(2, 2, 2), "six"),
            node("wide", new Layer.Conv(12, 12, 1, 1, 0, true), "max"),
            node("sum", new Layer.Add(), "pad", "wide"),
            node("avg", new Pooling.AvgPool(2, 2), "sum"),
            node("flat", new Layer.Flatten(), "avg"),
            node("soft", new Elementwise.Gelu(), "flat"),
            node("ninth", new Elementwise.Scale(0.11), "soft"),
            node("half", new Layer.Linear(48, 5), "ninth"),
            node("drop", new Dropping.Dropout(0.25), "half"),
            node("head", new Layer.Linear(5, 7), "drop"));
  }

  private static Node node(String name, Layer layer, String... inputs) {
    return new Node(name, layer, List.of(inputs));
  }

  @Test
  void namesMayBeLeftOutAndConvolutionsMayGiveTheClasses() {
    assertThat(
            network(
                    """
                    { kind = conv, channels = classes, kernel = 3 }, { kind = global-avg-pool }
                    """)
                .nodes())
        .containsExactly(
            node("conv1", new Layer.Conv(3, 7, 3, 1, 0, true), "input"),
            node("global-avg-pool2", new Pooling.GlobalAvgPool(), "conv1"));
  }

  @Test
  void allProblemsComeAtOnceWithTheirLayerAndPlace() {
    assertThatThrownBy(
            () ->
                settings(
                    """
                    { name = a, kind = convv, channels = 3 }
                    { name = b, kind = conv, chanels = 3, kernel = 3 }
                    { name = c, kind = relu, from = d }
                    { name = d, kind = max-pool, kernel = 0 }
                    { name = d, kind = linear, outputs = many }
                    """))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("layer a (architecture.layers[0], String: 3): kind: expected one of")
        .hasMessageContaining("the nearest conv, found \"convv\"")
        .hasMessageContaining(
            "layer b (architecture.layers[1], String: 4): channels: expected a whole number from 1")
        .hasMessageContaining("unknown key chanels (String: 4); the nearest known key is channels")
        .hasMessageContaining("from: expected input or a layer before it, the nearest a, found d")
        .hasMessageContaining("kernel: expected a whole number from 1 to 1000000, found 0")
        .hasMessageContaining("name: expected a name of its own, found one that is taken")
        .hasMessageContaining("outputs: expected a whole number from 1")
        .hasMessageContaining("layer b (architecture.layers[1], String: 4): no layer takes");
  }

  @Test
  void sidesMayBePaddedByThemselves() {
    assertThat(
            network(
                    """
                    { kind = conv, channels = 4, kernel = 3, stride = 2, padding = [0, 0, 1, 1] }
                    { kind = depthwise-conv, kernel = 3, padding = [1, 2, 0, 0] }
                    { kind = max-pool, kernel = 3, stride = 2, padding = [0, 0, 1, 1] }
                    { kind = avg-pool, kernel = 3, stride = 1, padding = [1, 1, 1, 1] }
                    { kind = global-avg-pool }, { kind = linear, outputs = classes }
                    """)
                .nodes()
                .subList(0, 4))
        .extracting(Node::layer)
        .containsExactly(
            new Layer.Conv(3, 4, 3, 2, new Padding(0, 0, 1, 1), 1, true),
            new Layer.Conv(4, 4, 3, 1, new Padding(1, 2, 0, 0), 4, true),
            new Pooling.MaxPool(3, 2, new Padding(0, 0, 1, 1)),
            new Pooling.AvgPool(3, 1, Padding.of(1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-1", "1.5", "same", "[1, 2]", "[1, 2, 3, -4]", "[1, 2, 3, x]", "[[1], 2, 3, 4]"})
  void paddingIsOneNumberOrFour(String padding) {
    assertThatThrownBy(
            () ->
                settings(
                    "{ kind = conv, channels = classes, kernel = 3, padding = " + padding + "}"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("padding: expected")
        .hasMessageContaining("String: 3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|architecture.layers: expected a list of layers",
        "[1, 2]|architecture.layers: expected a list of layers",
        "{ a = 1 }|architecture.layers: expected a list of layers",
        "[{ kind = [1] }]|kind: expected",
        "[{ kind = linear, outputs = classes, name = \"a b\" }]|name: expected letters, digits",
        "[{ kind = linear, outputs = classes, name = input }]|name: expected a name of its own",
        "[{ kind = add, from = [] }]|from: expected at least one layer",
        "[{ kind = add, from = [{}] }]|from: expected a string or a list of strings",
      })
  void whatIsNoListOfLayersIsRefused(String layers, String said) {
    assertThatThrownBy(
            () ->
                Settings.read(
                    "test",
                    ConfigFactory.parseString(
                        "data.format = shapes\narchitecture.layers = " + layers)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(said);
  }

  @Test
  void shapesThatDoNotFitSayTheLayerAndItsPlace() {
    Blueprint blueprint =
        settings(
                """
                { name = conv1, kind = conv, channels = 5, kernel = 3, groups = 2 }
                { name = norm, kind = batch-norm }
                { name = small, kind = conv, channels = 4, kernel = 17, from = input }
                { name = fc, kind = linear, outputs = 2, from = input }
                { name = sum, kind = add, from = [norm, small, fc] }
                """)
            .network()
            .architecture();
    assertThatThrownBy(() -> blueprint.on(IMAGES, 7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "layer conv1 (architecture.layers[0], String: 3): expected groups that divide 3 input"
                + " and 5 output channels, found 2; layer small (architecture.layers[2],"
                + " String: 5): expected an image of at least 17×17, found 3×16×16; layer fc"
                + " (architecture.layers[3], String: 6): expected a vector, which flatten or"
                + " global-avg-pool gives, found 3×16×16");
  }

  @Test
  void theLastLayerGivesTheClasses() {
    Blueprint blueprint =
        settings("{ kind = flatten }, { name = fc, kind = linear, outputs = 9 }")
            .network()
            .architecture();
    assertThatThrownBy(() -> blueprint.on(IMAGES, 7))
        .hasMessageContaining("layer fc (architecture.layers[1], String: 3)")
        .hasMessageContaining("expected to give 7×1×1, the classes, gives 9×1×1");
  }

  @Test
  void aFileStandsForWhatItHoldsAndTheRunCarriesIt() throws IOException {
    Files.createDirectories(folder.resolve("nets"));
    Files.writeString(
        folder.resolve("nets/tiny.conf"),
        "layers = [{ kind = flatten }, { kind = linear, outputs = classes }]");
    Path experiment = folder.resolve("x.conf");
    Files.writeString(experiment, "data.format = shapes, architecture = nets/tiny.conf");

    Settings settings = SettingsFile.read(experiment.toString(), List.of());
    assertThat(settings.network().architecture().name()).isEqualTo("tiny");
    Settings again =
        Settings.read("again", ResolvedConfig.parse(settings.resolved().render()).config());
    assertThat(again.network().architecture().on(IMAGES, 4))
        .isEqualTo(settings.network().architecture().on(IMAGES, 4));
    assertThat(again.resolved().differencesFrom(settings.resolved())).isEmpty();

    Settings other = SettingsFile.read(experiment.toString(), List.of("architecture=lenet"));
    assertThat(other.network().architecture()).isEqualTo(new Blueprint.Named("lenet"));
    assertThatThrownBy(
            () -> SettingsFile.read(experiment.toString(), List.of("architecture=no/such.conf")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("architecture: there is no file no/such.conf in ");
  }

  @Test
  void aProblemInAFileSaysTheFileAndLine() throws IOException {
    Path net = folder.resolve("net.conf");
    Files.writeString(net, "layers = [\n  { kind = flatten, axis = 1 }\n]\nlayer = 2");
    assertThatThrownBy(
            () ->
                Settings.read(
                    "x",
                    ArchitectureFile.inlined(
                        ConfigFactory.parseString(
                            String.format(
                                Locale.ROOT, "data.format = shapes, architecture = \"%s\"", net)))))
        .hasMessageContaining("unknown key axis")
        .hasMessageContaining("net.conf: 2")
        .hasMessageContaining("unknown key architecture.layer ")
        .hasMessageContaining("the nearest known key is architecture.layers");
  }

  @Test
  void theDescriptionInAnExperimentsFileIsTakenFromItsName() throws IOException {
    Files.writeString(
        folder.resolve("a.conf"),
        "epochs = 3, architecture { name = a, layers = [{ kind = linear, outputs = classes }] }");
    Files.writeString(folder.resolve("b.conf"), "architecture = a.conf");
    Path c = folder.resolve("c.conf");
    Files.writeString(c, "data.format = shapes, architecture = a.conf");
    assertThat(SettingsFile.read(c.toString(), List.of()).network().architecture().name())
        .isEqualTo("a");
    Files.writeString(c, "data.format = shapes, architecture = b.conf");
    assertThatThrownBy(() -> SettingsFile.read(c.toString(), List.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("b.conf names another file, a.conf; name that one");
  }

  @Test
  void summaryTakesFamiliesDescriptionsAndExperiments() throws IOException {
    Path net = folder.resolve("net.conf");
    Files.writeString(net, "layers = [{ kind = flatten }, { kind = linear, outputs = classes }]");
    Path experiment = folder.resolve("x.conf");
    Files.writeString(experiment, "architecture = net.conf, epochs = 3");
    for (Path file : List.of(net, experiment)) {
      CommandLineRun run =
          CommandLineRun.of("summary", file.toString(), "--input", "1x8x8", "--classes", "3");
      assertThat(run.code()).as(run.remarks()).isZero();
      assertThat(run.results())
          .contains("net at 1×8×8, 3 classes: 195 parameters (195), 192 MACs (192)");
    }
    CommandLineRun named =
        CommandLineRun.of(
            "summary", "resnet50-imagenet", "--input", "3x224x224", "--classes", "1000");
    assertThat(named.results()).contains("26 M parameters (25,557,032)", "4.1 G MACs");
    CommandLineRun wrong = CommandLineRun.of("summary", folder.resolve("none.conf").toString());
    assertThat(wrong.code()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(wrong.remarks()).contains("there is no file").doesNotContain("\tat ");
  }
}
