package kindling.model.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import kindling.data.ImageShape;
import kindling.data.batch.Batch;
import kindling.model.SmallCases;
import kindling.model.architecture.Architecture;
import kindling.model.families.Families;
import org.apache.commons.lang3.SerializationUtils;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class StockGraphTest {
  private static final ImageShape CIFAR = new ImageShape(3, 32, 32);

  /** Deeplearning4j counts the running statistics among the parameters. */
  @ParameterizedTest
  @ValueSource(strings = {"resnet20", "resnet18", "vgg11", "densenet40-12"})
  void holdsAsManyNumbersAndTakesAStep(String name) {
    Architecture architecture = Families.named(name, CIFAR, 10);
    Batch batch = SmallCases.random(CIFAR, 10, 2, 1);
    INDArray images = Nd4j.create(batch.images(), new long[] {2, 3, 32, 32}, 'c');
    INDArray labels = Nd4j.zeros(2, 10).putScalar(0, 3, 1).putScalar(1, 7, 1);
    ComputationGraph graph = StockGraph.of(architecture);
    try {
      assertThat(graph.numParams()).isEqualTo(architecture.layout().size());
      graph.fit(new INDArray[] {images}, new INDArray[] {labels});
      assertThat(graph.score()).isBetween(0.0, 10.0);
      assertThat(graph.params().sumNumber().doubleValue()).isFinite();
    } finally {
      graph.close();
    }
  }

  /** As Deeplearning4j's Spark module sends it. */
  @Test
  void crossesTheWire() {
    ComputationGraph graph = StockGraph.of(Families.named("resnet20", CIFAR, 10));
    try {
      assertThat(SerializationUtils.roundtrip(graph.getConfiguration()))
          .isEqualTo(graph.getConfiguration());
    } finally {
      graph.close();
    }
  }
}
