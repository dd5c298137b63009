package kindling.model.torch;

import static org.assertj.core.api.Assertions.assertThat;

import kindling.data.ImageShape;
import kindling.data.batch.Batch;
import kindling.model.SmallCases;
import kindling.model.architecture.Architecture;
import kindling.model.engine.Engine;
import kindling.model.engine.Precision;
import kindling.model.families.Families;
import kindling.model.machine.Processors;
import kindling.model.weights.Initialization;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

/**
 * The process's resident memory stays level over many steps.
 *
 * <p>Measured in a process of its own whose heap is all resident from the start and whose compiler
 * needs little: the heap of a process that runs other tests too grows by hundreds of MiB.
 */
class NativeMemoryTest {
  private static final long MIB = 1 << 20;

  @Test
  void tenThousandStepsLeaveNothingBehind() throws Exception {
    String output =
        OwnProcess.run(
            NativeMemoryTest.class,
            "-Xms256m",
            "-Xmx256m",
            "-XX:+AlwaysPreTouch",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1");
    long growth = Long.parseLong(output.strip().replaceFirst("(?s).*grown by ", ""));
    // A Tensor and its storage, unreleased in each step, would be 10,000 × 3 KiB of images alone.
    assertThat(growth).isLessThan(24 * MIB);
  }

  public static void main(String[] arguments) {
    ImageShape shape = new ImageShape(3, 8, 8);
    Architecture architecture = Families.named("resnet8", shape, 10);
    Batch batch = SmallCases.random(shape, 10, 4, 1);
    Batch small = SmallCases.random(shape, 10, 3, 2);
    float[] weights = Initialization.initialize(architecture, 1).values();
    try (Engine engine = TorchEngine.open(architecture, Processors.cpu(1), Precision.FLOAT32)) {
      steps(engine, weights, batch, small, 2_000);
      long before = Pointer.physicalBytes();
      steps(engine, weights, batch, small, 10_000);
      System.out.println("grown by " + (Pointer.physicalBytes() - before));
    }
  }

  private static void steps(Engine engine, float[] weights, Batch batch, Batch small, int count) {
    for (int i = 0; i < count; i++) {
      double loss = engine.gradient(weights, i % 2 == 0 ? batch : small).loss();
      if (!Double.isFinite(loss)) {
        throw new AssertionError("the loss of step " + i + " is " + loss);
      }
      if (i % 10 == 0) {
        engine.scorer(weights).logits(batch);
      }
    }
  }
}
