package kindling.model.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kindling.data.ImageShape;
import kindling.data.Normalization;
import kindling.data.batch.Batch;
import kindling.model.Engines;
import kindling.model.LayerCases;
import kindling.model.ReplicaOf;
import kindling.model.SmallCases;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Dropping;
import kindling.model.architecture.Elementwise;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.architecture.TensorSpec;
import kindling.model.engine.Engine;
import kindling.model.families.FamilyCases;
import kindling.model.weights.Initialization;
import kindling.model.weights.Weights;

/** Networks that are exported, with weights as training leaves them. */
public final class ExportCases {
  /** Of batches. */
  public static final List<Integer> SIZES = List.of(1, 7);

  private ExportCases() {}

  /** Every family, and every kind of layer in all its forms. */
  public static Stream<Architecture> all() {
    return Stream.of(FamilyCases.all(), LayerCases.layers(), Stream.of(dropping()))
        .flatMap(cases -> cases);
  }

  private static Architecture dropping() {
    List<Node> nodes =
        List.of(
            new Node("conv", new Layer.Conv(2, 3, 3, 1, 1, false), List.of("input")),
            new Node("drop", new Dropping.Dropout(0.3), List.of("conv")),
            new Node("depth", new Dropping.StochasticDepth(0.3), List.of("drop")),
            new Node("sum", new Layer.Add(), List.of("depth", "conv")),
            new Node("relu6", new Elementwise.Relu6(), List.of("sum")),
            new Node("logits", new Layer.Conv(3, 4, 6, 1, 0, true), List.of("relu6")),
            new Node("images", new Dropping.Dropout(0.5), List.of("logits")));
    return new Architecture("dropping", new ImageShape(2, 6, 6), 4, nodes);
  }

  /** Those whose files are small. */
  public static Stream<Architecture> small() {
    return all().filter(network -> network.parameters() < 500_000);
  }

  /** The kinds of layers that no case has. */
  public static Set<Class<?>> missing() {
    Set<Class<?>> kinds = new HashSet<>();
    collect(Layer.class, kinds);
    all()
        .flatMap(network -> network.nodes().stream())
        .forEach(node -> kinds.remove(node.layer().getClass()));
    return kinds;
  }

  private static void collect(Class<?> type, Set<Class<?>> kinds) {
    if (type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        collect(permitted, kinds);
      }
    } else {
      kinds.add(type);
    }
  }

  /** A network for normalized images, whose logits come out. */
  public static ExportedNetwork plain(Architecture architecture) {
    return new ExportedNetwork(
        architecture,
        weights(architecture),
        Optional.of(names(architecture.classes())),
        Optional.empty(),
        Inputs.NORMALIZED,
        Outputs.LOGITS);
  }

  /** The same for bytes, whose probabilities come out. */
  public static ExportedNetwork whole(Architecture architecture) {
    return whole(architecture, weights(architecture));
  }

  /** The same with weights that are there already. */
  public static ExportedNetwork whole(Architecture architecture, float[] weights) {
    return new ExportedNetwork(
        architecture,
        weights,
        Optional.of(names(architecture.classes())),
        Optional.of(normalization(architecture.input().channels())),
        Inputs.BYTES,
        Outputs.PROBABILITIES);
  }

  /** Constants of a data set. */
  public static Normalization normalization(int channels) {
    float[] mean = new float[channels];
    float[] std = new float[channels];
    for (int c = 0; c < channels; c++) {
      mean[c] = (float) (0.485 - 0.04 * c);
      std[c] = (float) (0.229 + 0.01 * c);
    }
    return new Normalization(mean, std);
  }

  /** Names that need care in files. */
  public static List<String> names(int classes) {
    return IntStream.range(0, classes).mapToObj(i -> "Küche \"" + i + "\", 猫").toList();
  }

  /** Fresh weights, with normalizations as training leaves them rather than the identity. */
  public static float[] weights(Architecture architecture) {
    Weights fresh = Initialization.initialize(architecture, 1);
    Random random = new Random(2);
    for (TensorSpec tensor : fresh.layout().tensors()) {
      for (int i = tensor.offset(); i < tensor.end(); i++) {
        switch (tensor.role()) {
          case NORM_SCALE, RUNNING_VARIANCE -> fresh.values()[i] = 0.7f + 0.6f * random.nextFloat();
          case NORM_SHIFT, RUNNING_MEAN, BIAS ->
              fresh.values()[i] = 0.4f * random.nextFloat() - 0.2f;
          default -> {}
        }
      }
    }
    return fresh.values();
  }

  /** Standard normal images. */
  public static Batch batch(Architecture architecture, int size) {
    return SmallCases.random(architecture.input(), architecture.classes(), size, size);
  }

  /** What the torch engine gives for batches of all sizes, one after another. */
  public static float[][] logits(Architecture architecture, float[] weights) {
    float[][] logits = new float[SIZES.size()][];
    try (Engine engine = ReplicaOf.engine(Engines.Choice.TORCH, architecture, 1)) {
      for (int i = 0; i < logits.length; i++) {
        logits[i] = engine.scorer(weights).logits(batch(architecture, SIZES.get(i))).clone();
      }
    }
    return logits;
  }

  /** Asserts that values differ by this part of the largest at most. */
  public static void assertClose(String what, float[] found, float[] expected, double part) {
    assertThat(found).as(what).hasSameSizeAs(expected);
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(largest).as(what).isPositive();
    for (int i = 0; i < found.length; i++) {
      assertThat((double) found[i])
          .as("%s, value %d", what, i)
          .isCloseTo(expected[i], within(part * largest));
    }
  }
}
