package kindling.model.torch;

import static org.assertj.core.api.Assertions.assertThat;

import kindling.data.Batch;
import kindling.data.ImageShape;
import kindling.model.Architecture;
import kindling.model.Engine;
import kindling.model.Families;
import kindling.model.Gradient;
import kindling.model.Initialization;
import kindling.model.Precision;
import kindling.model.SmallCases;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

/** The process's resident memory stays level over many steps. */
class NativeMemoryTest {
  private static final long MIB = 1 << 20;

  @Test
  void tenThousandStepsLeaveNothingBehind() {
    ImageShape shape = new ImageShape(3, 8, 8);
    Architecture architecture = Families.named("resnet8", shape, 10);
    Batch batch = SmallCases.random(shape, 10, 4, 1);
    Batch small = SmallCases.random(shape, 10, 3, 2);
    float[] weights = Initialization.initialize(architecture, 1).values();
    try (Engine engine = TorchEngine.open(architecture, 1, Precision.FLOAT32)) {
      steps(engine, weights, batch, small, 2_000);
      long before = Pointer.physicalBytes();
      steps(engine, weights, batch, small, 10_000);
      // A Tensor and its storage, unreleased in each step, would be 10,000 × 3 KiB of images alone.
      assertThat(Pointer.physicalBytes() - before).isLessThan(24 * MIB);
    }
  }

  private static void steps(Engine engine, float[] weights, Batch batch, Batch small, int count) {
    for (int i = 0; i < count; i++) {
      Gradient gradient = engine.gradient(weights, i % 2 == 0 ? batch : small);
      assertThat(gradient.loss()).isFinite();
      if (i % 10 == 0) {
        engine.logits(weights, batch);
      }
    }
  }
}
