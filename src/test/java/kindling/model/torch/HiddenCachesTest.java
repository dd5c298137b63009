package kindling.model.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import kindling.data.ImageShape;
import kindling.data.batch.Batch;
import kindling.model.EngineRequest;
import kindling.model.Engines;
import kindling.model.ReplicaOf;
import kindling.model.SmallCases;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.engine.Engine;
import kindling.model.engine.Precision;
import kindling.model.machine.CpuFeatures;
import kindling.model.machine.ProcessorCaches;
import kindling.model.weights.Initialization;
import org.junit.jupiter.api.Test;

/** A process whose environment limits nothing, on whichever machine this is. */
class HiddenCachesTest {
  private static final Map<String, String> UNLIMITED =
      Map.of("DNNL_MAX_CPU_ISA", "", "ONEDNN_MAX_CPU_ISA", "");

  @Test
  void limitOneDnnToWhatWorksAndNothingElseDoes() throws Exception {
    String output = OwnProcess.run(UNLIMITED, HiddenCachesTest.class);
    CpuFeatures.Instructions present = CpuFeatures.detect(CpuFeatures.ALL).present();
    assertThat(output)
        .contains(
            ProcessorCaches.hidden()
                ? "used BELOW_AVX2 remarked true"
                : String.format(Locale.ROOT, "used %s remarked false", present));
    assertThat(output).containsPattern("difference \\d\\.\\d+E-[4-9]\n");
  }

  /**
   * Prints what this process uses, and the largest difference between the engines' gradients of a
   * convolution whose kernels for AVX2 and above divide by zero where the sizes of the caches are
   * unknown.
   */
  public static void main(String[] arguments) {
    System.out.println(
        String.format(
            Locale.ROOT,
            "used %s remarked %s",
            TorchEngine.features().used(),
            Engines.named(new EngineRequest(Engines.Choice.TORCH, Precision.FLOAT32))
                .remarks()
                .stream()
                .anyMatch(remark -> remark.contains("caches"))));
    Architecture architecture =
        SmallCases.chain(
            new ImageShape(3, 1, 1),
            4,
            new Layer.Conv(3, 256, 1, 1, 0, true),
            new Layer.Conv(256, 1024, 1, 2, 0, true),
            new Layer.Flatten(),
            new Layer.Linear(1024, 4));
    float[] torch = gradient(Engines.Choice.TORCH, architecture);
    float[] dl4j = gradient(Engines.Choice.DL4J, architecture);
    double largest = 0;
    for (int i = 0; i < torch.length; i++) {
      largest = Math.max(largest, Math.abs(torch[i] - dl4j[i]));
    }
    System.out.println("difference " + largest);
  }

  private static float[] gradient(Engines.Choice choice, Architecture architecture) {
    Batch batch = SmallCases.random(architecture.input(), architecture.classes(), 2, 7);
    try (Engine engine = ReplicaOf.engine(choice, architecture, 1)) {
      float[] weights = Initialization.initialize(architecture, 1).values();
      return engine.gradient(weights, batch).parameters();
    }
  }
}
