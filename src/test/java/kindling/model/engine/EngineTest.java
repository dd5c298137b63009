package kindling.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kindling.data.ImageShape;
import kindling.data.batch.Batch;
import kindling.model.Engines;
import kindling.model.ReplicaOf;
import kindling.model.SmallCases;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Dropping;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.architecture.Pooling;
import kindling.model.families.Families;
import kindling.model.weights.Initialization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What every engine does, whichever library is under it. */
class EngineTest {
  private static final ImageShape SHAPE = new ImageShape(3, 16, 16);
  private static final Architecture RESNET = Families.named("resnet8", SHAPE, 10);
  private static final Batch BATCH = SmallCases.random(SHAPE, 10, 16, 7);

  @ParameterizedTest
  @EnumSource(names = {"DL4J", "TORCH"})
  void replicasGiveTheSameBitsAloneAndAtOnceAndOverAgain(Engines.Choice choice) {
    float[] alone = train(choice, RESNET, 4);
    assertThat(train(choice, RESNET, 4)).containsExactly(alone);
    List<CompletableFuture<float[]>> atOnce =
        Stream.of(1, 2, 3)
            .map(i -> CompletableFuture.supplyAsync(() -> train(choice, RESNET, 4)))
            .collect(Collectors.toList());
    atOnce.forEach(replica -> assertThat(replica.join()).containsExactly(alone));
  }

  @ParameterizedTest
  @EnumSource(names = {"DL4J", "TORCH"})
  void whatRanBeforeLeavesNoTrace(Engines.Choice choice) {
    float[] weights = Initialization.initialize(RESNET, 1).values();
    try (Engine engine = ReplicaOf.engine(choice, RESNET, 1)) {
      Gradient first = engine.gradient(weights, BATCH);
      float[] other = Initialization.initialize(RESNET, 2).values();
      engine.gradient(other, SmallCases.random(SHAPE, 10, 5, 8));
      engine.scorer(other).logits(SmallCases.random(SHAPE, 10, 40, 9));
      Gradient again = engine.gradient(weights, BATCH);
      assertThat(again.parameters()).containsExactly(first.parameters());
      assertThat(again.buffers()).containsExactly(first.buffers());
      assertThat(again.logits()).containsExactly(first.logits());
      assertThat(again.loss()).isEqualTo(first.loss());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DL4J", "TORCH"})
  void threadsOfTheReplicaChangeLittle(Engines.Choice choice) {
    float[] weights = Initialization.initialize(RESNET, 1).values();
    try (Engine one = ReplicaOf.engine(choice, RESNET, 1);
        Engine two = ReplicaOf.engine(choice, RESNET, 2)) {
      float[] expected = one.gradient(weights, BATCH).parameters();
      float[] found = two.gradient(weights, BATCH).parameters();
      for (int i = 0; i < expected.length; i++) {
        assertThat(found[i]).isCloseTo(expected[i], within(1e-3f));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DL4J", "TORCH"})
  void learnsOneBatchByHeart(Engines.Choice choice) {
    float[] weights = Initialization.initialize(RESNET, 1).values();
    try (Engine engine = ReplicaOf.engine(choice, RESNET, 1)) {
      double loss = Double.POSITIVE_INFINITY;
      for (int step = 0; step < 400 && loss >= 0.01; step++) {
        loss = step(engine, weights, 0.1f);
      }
      assertThat(loss).isLessThan(0.01);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "DL4J, densenet40-12",
    "DL4J, densenet-bc100-12",
    "DL4J, preactresnet164",
    "DL4J, vgg19",
    "TORCH, densenet-bc100-12",
    "TORCH, preactresnet164",
    "TORCH, vgg19"
  })
  void deepNetworksGiveFiniteGradients(Engines.Choice choice, String name) {
    Architecture architecture = Families.named(name, new ImageShape(3, 32, 32), 10);
    Batch batch = SmallCases.random(architecture.input(), 10, 2, 1);
    try (Engine engine = ReplicaOf.engine(choice, architecture, 1)) {
      Gradient gradient =
          engine.gradient(Initialization.initialize(architecture, 1).values(), batch);
      assertThat(gradient.loss()).isBetween(1.0, 6.0);
      for (float value : gradient.parameters()) {
        assertThat(Float.isFinite(value)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DL4J", "TORCH"})
  void dropoutIsAPureFunctionOfWeightsAndBatch(Engines.Choice choice) {
    Architecture architecture =
        SmallCases.chain(
            SHAPE,
            10,
            new Layer.Flatten(),
            new Layer.Linear(SHAPE.size(), 100),
            new Dropping.Dropout(0.5),
            new Layer.Linear(100, 10));
    float[] weights = Initialization.initialize(architecture, 1).values();
    float[] moved = weights.clone();
    moved[0] += 1e-3f;
    try (Engine engine = ReplicaOf.engine(choice, architecture, 1);
        Engine other = ReplicaOf.engine(choice, architecture, 2)) {
      float[] logits = engine.gradient(weights, BATCH).logits();
      assertThat(engine.gradient(weights, BATCH).logits()).containsExactly(logits);
      assertThat(other.gradient(weights, BATCH).logits()).containsExactly(logits);
      assertThat(largestDifference(engine.gradient(moved, BATCH).logits(), logits))
          .as("another mask at other weights")
          .isGreaterThan(0.05);
      assertThat(engine.scorer(weights).logits(BATCH))
          .containsExactly(other.scorer(weights).logits(BATCH));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DL4J", "TORCH"})
  void joinsChannelsInTheOrderOfTheInputs(Engines.Choice choice) {
    List<Node> nodes =
        List.of(
            new Node("narrow", new Pooling.AvgPool(8, 8), List.of("input")),
            new Node("largest", new Pooling.MaxPool(8, 8, 0), List.of("input")),
            new Node("join", new Layer.Concat(), List.of("largest", "narrow")),
            new Node("pool", new Pooling.GlobalAvgPool(), List.of("join")));
    ImageShape plane = new ImageShape(1, 8, 8);
    Architecture architecture = new Architecture("joined", plane, 2, nodes);
    float[] images = new float[2 * plane.size()];
    images[5] = 64;
    images[plane.size()] = 128;
    try (Engine engine = ReplicaOf.engine(choice, architecture, 1)) {
      Batch batch = new Batch(plane, new int[2], new int[2], images);
      assertThat(engine.scorer(new float[0]).logits(batch)).containsExactly(64, 1, 128, 2);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DL4J", "TORCH"})
  void interruptionWaitsForTheStepAndIsKept(Engines.Choice choice) {
    float[] weights = Initialization.initialize(RESNET, 1).values();
    try (Engine engine = ReplicaOf.engine(choice, RESNET, 1)) {
      Thread.currentThread().interrupt();
      assertThat(engine.scorer(weights).logits(BATCH)).hasSize(160);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DL4J", "TORCH"})
  void refusesWhatDoesNotFit(Engines.Choice choice) {
    assertThatThrownBy(() -> ReplicaOf.engine(choice, RESNET, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 0");
    float[] weights = Initialization.initialize(RESNET, 1).values();
    try (Engine engine = ReplicaOf.engine(choice, RESNET, 1)) {
      assertThatThrownBy(() -> engine.gradient(new float[3], BATCH))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("found 3");
      Batch larger = SmallCases.random(new ImageShape(3, 20, 20), 10, 2, 1);
      assertThatThrownBy(() -> engine.scorer(weights).logits(larger))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("3×20×20");
      Batch mislabelled = new Batch(SHAPE, new int[1], new int[] {10}, new float[SHAPE.size()]);
      assertThatThrownBy(() -> engine.gradient(weights, mislabelled))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("found 10");
      assertThat(engine.gradient(weights, BATCH).loss()).as("still works").isFinite();
    }
  }

  private static float[] train(Engines.Choice choice, Architecture architecture, int steps) {
    float[] weights = Initialization.initialize(architecture, 1).values();
    try (Engine engine = ReplicaOf.engine(choice, architecture, 1)) {
      for (int i = 0; i < steps; i++) {
        step(engine, weights, 0.1f);
      }
    }
    return weights;
  }

  private static double step(Engine engine, float[] weights, float rate) {
    Gradient gradient = engine.gradient(weights, BATCH);
    int parameters = gradient.parameters().length;
    for (int i = 0; i < parameters; i++) {
      weights[i] -= rate * gradient.parameters()[i];
    }
    System.arraycopy(gradient.buffers(), 0, weights, parameters, gradient.buffers().length);
    return gradient.loss();
  }

  private static double largestDifference(float[] a, float[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }
}
