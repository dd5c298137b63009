package kindling.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.dl4j.StockTrainee;
import kindling.model.engine.Precision;
import kindling.model.families.Families;
import org.bytedeco.javacpp.Pointer;

/**
 * Replicas that take training steps on random images of 3×32×32 when told to: one of the processes
 * that {@code scripts/benchmarks/engine-speed} times by turns.
 *
 * <p>Arguments: {@code torch}, {@code bfloat16}, {@code dl4j} or {@code stock}; network; batch of a
 * replica; replicas; threads of each. It prints a line of JSON on what it runs, or why it cannot,
 * and one for every line of standard input: {@code open}, {@code steps N}, {@code close}.
 */
final class EngineBenchmark implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LongFunction<Trainee> opener;
  private final int replicas;
  private final ExecutorService threads;
  private List<Trainee> trainees = List.of();

  private EngineBenchmark(LongFunction<Trainee> opener, int replicas) {
    this.opener = opener;
    this.replicas = replicas;
    this.threads = Executors.newFixedThreadPool(replicas);
  }

  public static void main(String[] arguments) throws Exception {
    Architecture architecture = Families.named(arguments[1], new ImageShape(3, 32, 32), 10);
    int batch = Integer.parseInt(arguments[2]);
    int replicas = Integer.parseInt(arguments[3]);
    int threads = Integer.parseInt(arguments[4]);
    if (arguments[0].equals("stock")) {
      introduce("Deeplearning4j 1.0.0-M2.1 as it comes", architecture);
      obey(seed -> new StockTrainee(architecture, batch, seed), replicas);
      return;
    }
    EngineOffer offer = Engines.offer(request(arguments[0]));
    if (offer.refused()) {
      print(Map.of("refused", offer.description()));
      return;
    }
    introduce(offer.description(), architecture);
    obey(seed -> new EngineTrainee(offer, architecture, threads, batch, seed), replicas);
  }

  private static EngineRequest request(String side) {
    return switch (side) {
      case "torch" -> new EngineRequest(Engines.Choice.TORCH, Precision.FLOAT32);
      case "bfloat16" -> new EngineRequest(Engines.Choice.TORCH, Precision.BFLOAT16);
      case "dl4j" -> new EngineRequest(Engines.Choice.DL4J, Precision.FLOAT32);
      default -> throw new IllegalArgumentException("unknown side " + side);
    };
  }

  private static void introduce(String what, Architecture architecture)
      throws JsonProcessingException {
    String runs = what + ", Java " + System.getProperty("java.runtime.version");
    print(Map.of("runs", runs, "multiply_accumulates", architecture.multiplyAccumulates()));
  }

  private static void print(Map<String, ?> answer) throws JsonProcessingException {
    System.out.println(JSON.writeValueAsString(answer));
  }

  private static void obey(LongFunction<Trainee> opener, int replicas) throws Exception {
    try (EngineBenchmark benchmark = new EngineBenchmark(opener, replicas);
        Scanner commands = new Scanner(System.in, StandardCharsets.UTF_8)) {
      while (commands.hasNext()) {
        String command = commands.next();
        switch (command) {
          case "open" -> print(benchmark.open());
          case "steps" -> print(Map.of("seconds", benchmark.steps(commands.nextInt())));
          case "close" -> print(benchmark.release());
          default -> throw new IllegalArgumentException("unknown command " + command);
        }
      }
    }
  }

  private Map<String, Object> open() {
    trainees = LongStream.range(0, replicas).mapToObj(opener).collect(Collectors.toList());
    return Map.of();
  }

  /** All replicas at once: the seconds that each took for its steps. */
  private List<Double> steps(int steps) throws InterruptedException, ExecutionException {
    List<Future<Double>> running =
        trainees.stream()
            .map(trainee -> threads.submit(() -> seconds(trainee, steps)))
            .collect(Collectors.toList());
    List<Double> seconds = new ArrayList<>();
    for (Future<Double> replica : running) {
      seconds.add(replica.get());
    }
    return seconds;
  }

  private static double seconds(Trainee trainee, int steps) {
    long start = System.nanoTime();
    for (int i = 0; i < steps; i++) {
      trainee.step();
    }
    return (System.nanoTime() - start) / 1e9;
  }

  /** Leaves the memory to the processes whose turn it is; the allocator keeps it otherwise. */
  private Map<String, Object> release() {
    trainees.forEach(Trainee::close);
    trainees = List.of();
    System.gc();
    Pointer.trimMemory();
    return Map.of();
  }

  @Override
  public void close() {
    release();
    threads.shutdown();
  }
}
