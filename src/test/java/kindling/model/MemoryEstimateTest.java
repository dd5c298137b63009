package kindling.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.engine.Engine;
import kindling.model.engine.Precision;
import kindling.model.engine.Scorer;
import kindling.model.families.Families;
import kindling.model.machine.NativeMemory;
import kindling.model.machine.Processors;
import kindling.model.torch.OwnProcess;
import kindling.model.transfer.DepthGroups;
import kindling.model.transfer.SplitNetwork;
import kindling.model.weights.Initialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The estimate is above the most that a process which trains had resident outside its heap, and not
 * far above. Each is measured in a process of its own with the allocator of an executor's, whose
 * heap is all resident from the start.
 */
class MemoryEstimateTest {
  private static final double FARTHEST = 4;
  private static final int SCORED_AT_ONCE = 128;
  private static final long REPLICA = 96 << 20;

  @ParameterizedTest
  @CsvSource({
    "TORCH, mlp-64, 32, 1, 0",
    "TORCH, resnet20, 128, 2, 0",
    "TORCH, resnet20, 128, 2, 2",
    "TORCH, vgg11, 32, 1, 0",
    "TORCH, densenet40-12, 32, 1, 0",
    "DL4J, resnet20, 64, 1, 0",
    "DL4J, resnet20, 64, 1, 2",
    "DL4J, vgg11, 32, 1, 0"
  })
  void isAboveWhatIsMeasured(
      Engines.Choice engine, String network, int batch, int workers, int frozenGroups)
      throws Exception {
    String output =
        OwnProcess.run(
            NativeMemory.ENVIRONMENT,
            MemoryEstimateTest.class,
            List.of(
                engine.name(),
                network,
                Integer.toString(batch),
                Integer.toString(workers),
                Integer.toString(frozenGroups)),
            "-Xms512m",
            "-Xmx512m",
            "-XX:+AlwaysPreTouch");
    long measured = Long.parseLong(output.strip().replaceFirst("(?s).*outside the heap ", ""));
    int parts = frozenGroups > 0 ? 2 : 1;
    long estimate = MemoryEstimate.bytes(architecture(network), engine, batch, workers, parts);
    assertThat(estimate)
        .as("measured %,d bytes", measured)
        .isBetween(measured, (long) (FARTHEST * measured));
  }

  @Test
  void countsWhatASecondReplicaOfEachWorkerTakesByItself() {
    long one = MemoryEstimate.bytes(architecture("mlp-64"), Engines.Choice.TORCH, 32, 3, 1);
    long two = MemoryEstimate.bytes(architecture("mlp-64"), Engines.Choice.TORCH, 32, 3, 2);
    assertThat(two - one).isEqualTo(3 * REPLICA);
  }

  private static Architecture architecture(String network) {
    return Families.named(network, new ImageShape(3, 32, 32), 10);
  }

  /** Trains a little, scores a little, and prints the most that was resident outside the heap. */
  public static void main(String[] arguments) throws Exception {
    EngineRequest request =
        new EngineRequest(Engines.Choice.valueOf(arguments[0]), Precision.FLOAT32);
    Architecture architecture = architecture(arguments[1]);
    int batch = Integer.parseInt(arguments[2]);
    int workers = Integer.parseInt(arguments[3]);
    int frozen = Integer.parseInt(arguments[4]);
    List<Thread> threads =
        IntStream.range(0, workers)
            .mapToObj(seed -> new Thread(() -> train(frozen, request, architecture, batch, seed)))
            .toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    System.out.println("outside the heap " + (mostResident() - heap));
  }

  private static void train(
      int frozenGroups, EngineRequest request, Architecture architecture, int batch, long seed) {
    if (frozenGroups > 0) {
      trainBehind(frozenGroups, Engines.named(request), architecture, batch, seed);
      return;
    }
    try (EngineTrainee trainee =
        new EngineTrainee(Engines.named(request), architecture, 1, batch, seed)) {
      trainee.step();
      trainee.step();
      trainee.score(SCORED_AT_ONCE);
    }
  }

  /** The same where the first groups are frozen; what is scored is the whole network. */
  private static void trainBehind(
      int groups, EngineOffer offer, Architecture architecture, int size, long seed) {
    SplitNetwork parts = DepthGroups.of(architecture).freeze(groups);
    float[] weights = Initialization.initialize(architecture, seed).values();
    try (EngineTrainee trainee = new EngineTrainee(offer, parts.trained(), 1, size, seed)) {
      try (Engine frozen = Engines.open(offer, parts.frozen(), Processors.cpu(1))) {
        Scorer scorer = frozen.scorer(parts.frozenWeights(weights));
        for (int step = 0; step < 2; step++) {
          scorer.logits(
              SmallCases.random(architecture.input(), architecture.classes(), size, step));
          trainee.step();
        }
      }
      try (Engine whole = Engines.open(offer, architecture, Processors.cpu(1))) {
        whole
            .scorer(weights)
            .logits(
                SmallCases.random(architecture.input(), architecture.classes(), SCORED_AT_ONCE, 1));
      }
    }
  }

  private static long mostResident() throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(status -> status.startsWith("VmHWM:"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
  }
}
