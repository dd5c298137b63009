package kindling.model.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import kindling.data.ImageShape;
import kindling.data.batch.Batch;
import kindling.model.SmallCases;
import kindling.model.architecture.Architecture;
import kindling.model.engine.Engine;
import kindling.model.families.Families;
import kindling.model.weights.Initialization;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class Dl4jEngineTest {
  private static final ImageShape SHAPE = new ImageShape(3, 16, 16);
  private static final Architecture RESNET = Families.named("resnet8", SHAPE, 10);
  private static final Batch BATCH = SmallCases.random(SHAPE, 10, 16, 7);

  @Test
  void nativeMemoryStaysLevel() {
    float[] weights = Initialization.initialize(RESNET, 1).values();
    try (Engine engine = Dl4jEngine.open(RESNET, 1)) {
      Batch small = SmallCases.random(SHAPE, 10, 3, 1);
      for (int i = 0; i < 3; i++) {
        engine.gradient(weights, BATCH);
        engine.scorer(weights).logits(small);
      }
      long before = Nd4j.getMemoryManager().allocatedMemory(0);
      for (int i = 0; i < 30; i++) {
        engine.gradient(weights, i % 2 == 0 ? BATCH : small);
        engine.scorer(weights).logits(i % 3 == 0 ? BATCH : small);
      }
      assertThat(Nd4j.getMemoryManager().allocatedMemory(0)).isLessThan(before + (1 << 20));
    }
  }
}
