package kindling.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import kindling.data.ImageShape;
import kindling.data.batch.Batch;
import kindling.model.Engines;
import kindling.model.ReplicaOf;
import kindling.model.SmallCases;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Pooling;
import kindling.model.families.Families;
import kindling.model.weights.Initialization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What batch normalization finds is a batch's own mean and unbiased variance, in both engines. */
class BatchStatisticsTest {
  private static final ImageShape SHAPE = new ImageShape(3, 6, 6);

  @ParameterizedTest
  @EnumSource(names = {"DL4J", "TORCH"})
  void areTheMeansAndVariancesOfTheImages(Engines.Choice choice) {
    Architecture architecture =
        SmallCases.chain(
            SHAPE,
            4,
            new Layer.BatchNorm(3, 0.3, 1e-5),
            new Pooling.GlobalAvgPool(),
            new Layer.Linear(3, 4));
    float[] weights = Initialization.initialize(architecture, 1).values();
    Arrays.fill(weights, architecture.layout().parameters(), weights.length, 7);
    try (Engine engine = ReplicaOf.engine(choice, architecture, 1)) {
      BatchStatistics statistics = engine.statistics(weights);
      for (int seed = 1; seed <= 2; seed++) {
        Batch batch = SmallCases.random(SHAPE, 4, 5, seed);
        assertThat(statistics.of(batch)).containsExactly(moments(batch), within(1e-5f));
      }
    }
  }

  /** Three means, then three unbiased variances. */
  private static float[] moments(Batch batch) {
    int plane = SHAPE.height() * SHAPE.width();
    int count = batch.size() * plane;
    float[] moments = new float[6];
    for (int channel = 0; channel < 3; channel++) {
      double sum = 0;
      double squares = 0;
      for (int image = 0; image < batch.size(); image++) {
        for (int i = 0; i < plane; i++) {
          double value = batch.images()[(image * 3 + channel) * plane + i];
          sum += value;
          squares += value * value;
        }
      }
      double mean = sum / count;
      moments[channel] = (float) mean;
      moments[3 + channel] = (float) ((squares - count * mean * mean) / (count - 1));
    }
    return moments;
  }

  @ParameterizedTest
  @EnumSource(names = {"DL4J", "TORCH"})
  void leaveNoTraceInTheWeights(Engines.Choice choice) {
    Architecture resnet = Families.named("resnet8", new ImageShape(3, 16, 16), 10);
    float[] weights = Initialization.initialize(resnet, 1).values();
    float[] before = weights.clone();
    Batch batch = SmallCases.random(resnet.input(), 10, 8, 1);
    try (Engine engine = ReplicaOf.engine(choice, resnet, 1)) {
      float[] once = engine.statistics(weights).of(batch);
      float[] again = engine.statistics(weights).of(batch);
      assertThat(again).containsExactly(once).hasSize(resnet.layout().buffers());
      assertThat(weights).containsExactly(before);
    }
  }
}
