package kindling.model.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import kindling.data.ImageShape;
import kindling.data.batch.Batch;
import kindling.model.SmallCases;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Elementwise;
import kindling.model.architecture.Layer;
import kindling.model.engine.Engine;
import kindling.model.engine.Gradient;
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

  /** Deeplearning4j's own layers take vectors and images in shapes of their own. */
  @Test
  void convolutionsOfOnePixelAreLinearLayers() {
    Layer flatten = new Layer.Flatten();
    Layer relu = new Elementwise.Relu();
    Layer[] linear = {new Layer.Linear(72, 5), new Layer.Linear(5, 3)};
    Layer[] conv = {new Layer.Conv(72, 5, 1, 1, 0, true), new Layer.Conv(5, 3, 1, 1, 0, true)};
    ImageShape shape = new ImageShape(2, 6, 6);
    Gradient expected = gradient(SmallCases.chain(shape, 3, flatten, linear[0], relu, linear[1]));
    for (Architecture architecture :
        List.of(
            SmallCases.chain(shape, 3, flatten, conv[0], relu, conv[1]),
            SmallCases.chain(shape, 3, flatten, conv[0], flatten, relu, linear[1]),
            SmallCases.chain(shape, 3, flatten, linear[0], flatten, relu, conv[1], flatten))) {
      Gradient found = gradient(architecture);
      assertThat(found.loss()).isCloseTo(expected.loss(), offset(1e-6));
      assertThat(found.parameters()).containsExactly(expected.parameters(), offset(1e-6f));
    }
  }

  private static Gradient gradient(Architecture architecture) {
    Batch batch = SmallCases.random(architecture.input(), architecture.classes(), 4, 5);
    try (Engine engine = Dl4jEngine.open(architecture, 1)) {
      return engine.gradient(SmallCases.sines(architecture), batch);
    }
  }
}
