package kindling.model.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kindling.data.BadImageException;
import kindling.data.ImageShape;
import kindling.data.Normalization;
import kindling.data.source.Datasets;
import kindling.model.EngineOffer;
import kindling.model.EngineRequest;
import kindling.model.Engines;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.TensorSpec;
import kindling.model.engine.Precision;
import kindling.model.families.Families;
import kindling.model.inference.Classifier.Outputs;
import kindling.model.machine.Processors;
import kindling.model.weights.NamedTensor;
import kindling.model.weights.WeightsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClassifierTest {
  private static final Architecture LENET = Families.named("lenet", new ImageShape(3, 32, 32), 3);
  private static final List<String> CLASSES = List.of("ape", "bee", "cow");
  private static final byte[] PICTURE = Datasets.png(40, 60, 0x3366CC);

  private static Map<String, NamedTensor> tensors() {
    float[] weights = FoldedNormsTest.trained(LENET);
    Map<String, NamedTensor> tensors = new HashMap<>();
    for (TensorSpec tensor : LENET.layout().tensors()) {
      tensors.put(
          tensor.name(),
          new NamedTensor(
              tensor.name(),
              tensor.shape(),
              Arrays.copyOfRange(weights, tensor.offset(), tensor.end())));
    }
    return tensors;
  }

  private static TrainedNetwork network() {
    return TrainedNetwork.of(
        LENET,
        tensors(),
        CLASSES,
        new Normalization(new float[] {0.5f, 0.5f, 0.5f}, new float[] {0.25f, 0.25f, 0.25f}));
  }

  private static Prediction classified(Engines.Choice engine, Outputs outputs)
      throws BadImageException {
    EngineOffer offer = Engines.named(new EngineRequest(engine, Precision.FLOAT32));
    try (Classifier classifier = Classifier.open(network(), outputs, offer, Processors.cpu(1))) {
      return classifier.classify(PICTURE);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Engines.Choice.class,
      names = {"DL4J", "TORCH"})
  void featuresAreWhatTheHeadTakes(Engines.Choice engine) throws BadImageException {
    Prediction plain = classified(engine, Outputs.LOGITS);
    Prediction both = classified(engine, Outputs.LOGITS_AND_FEATURES);

    assertThat(plain.features()).isEmpty();
    assertThat(both.features()).hasSize(84);
    NamedTensor weight = tensors().get("fc3.weight");
    NamedTensor bias = tensors().get("fc3.bias");
    for (int label = 0; label < 3; label++) {
      double logit = bias.values()[label];
      for (int i = 0; i < 84; i++) {
        logit += (double) weight.values()[label * 84 + i] * both.features()[i];
      }
      assertThat((double) both.logits()[label]).isCloseTo(logit, within(1e-5));
      assertThat(plain.logits()[label]).isCloseTo(both.logits()[label], within(1e-5f));
    }
  }

  @Test
  void probabilitiesAreOfTheClassesTheMostProbableFirst() throws BadImageException {
    Prediction prediction = classified(Engines.Choice.TORCH, Outputs.LOGITS);

    List<Prediction.Ranked> top = prediction.top(2);
    assertThat(top).hasSize(2);
    assertThat(top.get(0).name()).isEqualTo(prediction.name()).isIn(CLASSES);
    assertThat(top.get(0).probability()).isGreaterThanOrEqualTo(top.get(1).probability());
    assertThat(Arrays.stream(prediction.probabilities()).sum()).isCloseTo(1, within(1e-12));
  }

  @Test
  void whatIsNoImageAndWhatAreOtherWeightsIsSaid() {
    try (Classifier classifier = Classifier.open(network())) {
      assertThatThrownBy(() -> classifier.classify(new byte[] {1, 2}))
          .isInstanceOf(BadImageException.class)
          .hasMessageContaining("expected an image");
    }
    Map<String, NamedTensor> fewer = tensors();
    fewer.remove("fc3.bias");
    assertThatThrownBy(() -> TrainedNetwork.of(LENET, fewer, CLASSES, network().normalization()))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("fc3.bias");
  }
}
