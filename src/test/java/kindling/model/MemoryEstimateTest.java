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
import kindling.model.engine.Precision;
import kindling.model.families.Families;
import kindling.model.machine.NativeMemory;
import kindling.model.torch.OwnProcess;
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

  @ParameterizedTest
  @CsvSource({
    "TORCH, mlp-64, 32, 1",
    "TORCH, resnet20, 128, 2",
    "TORCH, vgg11, 32, 1",
    "TORCH, densenet40-12, 32, 1",
    "DL4J, resnet20, 64, 1",
    "DL4J, vgg11, 32, 1"
  })
  void isAboveWhatIsMeasured(Engines.Choice engine, String network, int batch, int replicas)
      throws Exception {
    String output =
        OwnProcess.run(
            NativeMemory.ENVIRONMENT,
            MemoryEstimateTest.class,
            List.of(engine.name(), network, Integer.toString(batch), Integer.toString(replicas)),
            "-Xms512m",
            "-Xmx512m",
            "-XX:+AlwaysPreTouch");
    long measured = Long.parseLong(output.strip().replaceFirst("(?s).*outside the heap ", ""));
    long estimate = MemoryEstimate.bytes(architecture(network), engine, batch, replicas);
    assertThat(estimate)
        .as("measured %,d bytes", measured)
        .isBetween(measured, (long) (FARTHEST * measured));
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
    int replicas = Integer.parseInt(arguments[3]);
    List<Thread> threads =
        IntStream.range(0, replicas)
            .mapToObj(seed -> new Thread(() -> train(request, architecture, batch, seed)))
            .toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    System.out.println("outside the heap " + (mostResident() - heap));
  }

  private static void train(
      EngineRequest request, Architecture architecture, int batch, long seed) {
    try (EngineTrainee trainee =
        new EngineTrainee(Engines.named(request), architecture, 1, batch, seed)) {
      trainee.step();
      trainee.step();
      trainee.score(SCORED_AT_ONCE);
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
