package kindling.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import kindling.data.ImageShape;
import kindling.data.batch.Batch;
import kindling.model.Engines;
import kindling.model.ReplicaOf;
import kindling.model.SmallCases;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Dropping;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Role;
import kindling.model.architecture.TensorSpec;
import kindling.model.architecture.WeightsLayout;
import kindling.model.families.Families;
import kindling.model.optimizer.DecayScope;
import kindling.model.optimizer.Optimizer;
import kindling.model.optimizer.RateFactors;
import kindling.model.optimizer.Sgd;
import kindling.model.weights.Initialization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A worker's steps in an engine are its gradients and the optimizer's updates, one by one. */
class StepsTest {
  private static final ImageShape SHAPE = new ImageShape(3, 16, 16);
  private static final Architecture RESNET = Families.named("resnet8", SHAPE, 10);
  private static final WeightsLayout LAYOUT = RESNET.layout();
  private static final Optimizer SGD = new Sgd(0.9, true, 1e-2, DecayScope.WEIGHTS_ONLY);

  @ParameterizedTest
  @EnumSource(names = {"DL4J", "TORCH"})
  void areTheBitsOfSingleGradientsAndUpdates(Engines.Choice choice) {
    float[] expected = Initialization.initialize(RESNET, 1).values();
    float[] expectedState = SmallCases.random(SHAPE, 10, 105, 4).images();
    expectedState = Arrays.copyOf(expectedState, LAYOUT.parameters());
    try (Engine engine = ReplicaOf.engine(choice, RESNET, 1);
        Engine other = ReplicaOf.engine(choice, RESNET, 1)) {
      Steps steps = engine.steps(SGD, expected, expectedState);
      for (int i = 0; i < 3; i++) {
        Batch batch = SmallCases.random(SHAPE, 10, 8 + i, i);
        Gradient gradient = other.gradient(expected, batch);
        SGD.step(LAYOUT, expected, gradient.parameters(), expectedState, 0.1 / (i + 1));
        System.arraycopy(gradient.buffers(), 0, expected, LAYOUT.parameters(), LAYOUT.buffers());
        BatchLoss forward = steps.differentiate(batch);
        assertThat(forward.loss()).isEqualTo(gradient.loss());
        assertThat(forward.logits()).containsExactly(gradient.logits());
        steps.update(0.1 / (i + 1));
      }
      assertThat(steps.weights()).containsExactly(expected);
      assertThat(steps.optimizerState()).containsExactly(expectedState);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DL4J", "TORCH"})
  void aFactorScalesTheMovesOfItsTensorsAlone(Engines.Choice choice) {
    float[] start = Initialization.initialize(RESNET, 1).values();
    Batch batch = SmallCases.random(SHAPE, 10, 8, 1);
    RateFactors factors = new RateFactors(Map.of("conv1", 0.25, "layer2.0.bn1", 0.0), 3);
    try (Engine engine = ReplicaOf.engine(choice, RESNET, 1)) {
      float[] whole = stepped(engine.steps(SGD, start, new float[LAYOUT.parameters()]), batch);
      float[] none = new float[LAYOUT.parameters()];
      float[] factored = stepped(engine.steps(SGD, factors, start, none), batch);
      for (TensorSpec tensor : LAYOUT.tensors()) {
        for (int i = tensor.offset(); i < tensor.end(); i++) {
          float expected =
              switch (tensor.name()) {
                case "conv1.weight" -> start[i] + 0.25f * (whole[i] - start[i]);
                case "layer2.0.bn1.weight", "layer2.0.bn1.bias" -> start[i];
                default ->
                    tensor.role() == Role.NORM_SHIFT
                        ? start[i] + 3f * (whole[i] - start[i])
                        : whole[i];
              };
          assertThat(factored[i]).as(tensor.name()).isEqualTo(expected);
        }
      }
      assertThat(factored).isNotEqualTo(whole);
    }
  }

  private static float[] stepped(Steps steps, Batch batch) {
    steps.differentiate(batch);
    steps.update(0.1);
    return steps.weights();
  }

  @ParameterizedTest
  @EnumSource(names = {"DL4J", "TORCH"})
  void ofSeveralBatchesMoveByTheMeanOverTheirExamples(Engines.Choice choice) {
    Architecture architecture =
        SmallCases.chain(SHAPE, 10, new Layer.Flatten(), new Layer.Linear(SHAPE.size(), 10));
    Batch whole = SmallCases.random(SHAPE, 10, 12, 1);
    float[] weights = Initialization.initialize(architecture, 1).values();
    float[] state = new float[SGD.stateSize(architecture.layout())];
    try (Engine engine = ReplicaOf.engine(choice, architecture, 1)) {
      Steps steps = engine.steps(SGD, weights, state);
      for (int step = 0; step < 2; step++) {
        steps.differentiate(part(whole, 0, 7));
        steps.differentiate(part(whole, 7, 8));
        steps.differentiate(part(whole, 8, 12));
        steps.update(0.1);
      }
      float[] accumulated = steps.weights();
      steps = engine.steps(SGD, weights, state);
      for (int step = 0; step < 2; step++) {
        steps.differentiate(whole);
        steps.update(0.1);
      }
      assertThat(accumulated).containsExactly(steps.weights(), within(2e-6f));
      assertThat(accumulated).isNotEqualTo(weights);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DL4J", "TORCH"})
  void takeOverTheRunningStatisticsOfEveryBatch(Engines.Choice choice) {
    float[] expected = Initialization.initialize(RESNET, 1).values();
    float[] weights = expected.clone();
    try (Engine engine = ReplicaOf.engine(choice, RESNET, 1);
        Engine other = ReplicaOf.engine(choice, RESNET, 1)) {
      Steps steps = engine.steps(SGD, weights, new float[LAYOUT.parameters()]);
      for (int i = 0; i < 2; i++) {
        Batch batch = SmallCases.random(SHAPE, 10, 8 + i, i);
        steps.differentiate(batch);
        float[] buffers = other.gradient(expected, batch).buffers();
        System.arraycopy(buffers, 0, expected, LAYOUT.parameters(), LAYOUT.buffers());
      }
      assertThat(steps.weights()).containsExactly(expected);
      steps.update(0.1);
      assertThatThrownBy(() -> steps.update(0.1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("expected a batch before the update");
    }
  }

  private static Batch part(Batch whole, int from, int to) {
    return new Batch(
        whole.shape(),
        Arrays.copyOfRange(whole.ids(), from, to),
        Arrays.copyOfRange(whole.labels(), from, to),
        Arrays.copyOfRange(whole.images(), from * SHAPE.size(), to * SHAPE.size()));
  }

  @ParameterizedTest
  @EnumSource(names = {"DL4J", "TORCH"})
  void everyStepDrawsOtherDropoutMasks(Engines.Choice choice) {
    Architecture architecture =
        SmallCases.chain(
            SHAPE,
            10,
            new Layer.Flatten(),
            new Dropping.Dropout(0.5),
            new Layer.Linear(SHAPE.size(), 10));
    Batch batch = SmallCases.random(SHAPE, 10, 8, 1);
    float[] weights = Initialization.initialize(architecture, 1).values();
    try (Engine engine = ReplicaOf.engine(choice, architecture, 1)) {
      Steps steps = engine.steps(new Sgd(0, false, 0, DecayScope.ALL), weights, new float[0]);
      double first = steps.differentiate(batch).loss();
      steps.update(0);
      assertThat(steps.weights()).containsExactly(weights);
      assertThat(steps.differentiate(batch).loss()).isNotEqualTo(first);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DL4J", "TORCH"})
  void endWhenTheEngineBeginsSomethingElse(Engines.Choice choice) {
    float[] weights = Initialization.initialize(RESNET, 1).values();
    Batch batch = SmallCases.random(SHAPE, 10, 8, 1);
    try (Engine engine = ReplicaOf.engine(choice, RESNET, 1)) {
      Steps steps = engine.steps(SGD, weights, new float[LAYOUT.parameters()]);
      Scorer scorer = engine.scorer(weights);
      assertThatThrownBy(() -> steps.differentiate(batch))
          .isInstanceOf(IllegalStateException.class);
      assertThat(scorer.logits(batch)).hasSize(80);
      engine.gradient(weights, batch);
      assertThatThrownBy(() -> scorer.logits(batch)).isInstanceOf(IllegalStateException.class);
    }
  }
}
