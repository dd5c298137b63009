package kindling.model.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import kindling.data.ImageShape;
import kindling.data.batch.Batch;
import kindling.model.Engines;
import kindling.model.ReplicaOf;
import kindling.model.SmallCases;
import kindling.model.architecture.Architecture;
import kindling.model.engine.Engine;
import kindling.model.engine.Gradient;
import kindling.model.families.Families;
import kindling.model.weights.Initialization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each engine is the other's oracle with a frozen part too; and where nothing in the frozen part
 * tells training from evaluation, the whole network's gradient is.
 */
class FrozenEnginesAgreeTest {
  private static final double SUMS = 2e-5;

  @ParameterizedTest
  @CsvSource({
    "resnet8, 1",
    "resnet8, 3",
    "resnet8, 4",
    "preactresnet20, 4",
    "vgg11, 5",
    "lenet, 2",
    "mlp-8, 1"
  })
  void onWhatIsTrained(String name, int frozen) {
    SplitNetwork parts = parts(name, frozen);
    Gradient dl4j = gradient(Engines.Choice.DL4J, parts);
    Gradient torch = gradient(Engines.Choice.TORCH, parts);
    assertThat(torch.loss()).isCloseTo(dl4j.loss(), within(SUMS));
    assertThat(distance(torch.parameters(), dl4j.parameters())).isLessThan(SUMS);
    assertThat(distance(torch.buffers(), dl4j.buffers())).isLessThan(SUMS);
    assertThat(dl4j.parameters()).hasSize(parts.trained().layout().parameters());
  }

  @ParameterizedTest
  @CsvSource({"lenet, DL4J", "lenet, TORCH", "mlp-8-8, DL4J", "mlp-8-8, TORCH"})
  void withTheWholeNetworksGradient(String name, Engines.Choice choice) {
    SplitNetwork parts = parts(name, 1);
    float[] weights = Initialization.initialize(parts.whole(), 3).values();
    Batch batch = batch(parts.whole());
    try (Engine whole = ReplicaOf.engine(choice, parts.whole(), 1)) {
      float[] expected = parts.trainedState(whole.gradient(weights, batch).parameters());
      assertThat(distance(gradient(choice, parts).parameters(), expected)).isLessThan(SUMS);
    }
  }

  private static SplitNetwork parts(String name, int frozen) {
    return DepthGroups.of(Families.named(name, new ImageShape(3, 32, 32), 10)).freeze(frozen);
  }

  private static Batch batch(Architecture whole) {
    return SmallCases.random(whole.input(), whole.classes(), 3, 1);
  }

  private static Gradient gradient(Engines.Choice choice, SplitNetwork parts) {
    float[] weights = Initialization.initialize(parts.whole(), 3).values();
    Batch batch = batch(parts.whole());
    try (Engine frozen = ReplicaOf.engine(choice, parts.frozen(), 1);
        Engine trained = ReplicaOf.engine(choice, parts.trained(), 1)) {
      float[] features = frozen.scorer(parts.frozenWeights(weights)).logits(batch);
      Batch behind = new Batch(parts.trained().input(), batch.ids(), batch.labels(), features);
      return trained.gradient(parts.trainedState(weights), behind);
    }
  }

  private static double distance(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    double largest = 0;
    double distance = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      distance = Math.max(distance, Math.abs(found[i] - expected[i]));
    }
    return distance == 0 ? 0 : distance / largest;
  }
}
