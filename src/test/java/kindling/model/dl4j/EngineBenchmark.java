package kindling.model.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kindling.data.Batch;
import kindling.data.ImageShape;
import kindling.model.Architecture;
import kindling.model.Decay;
import kindling.model.Engine;
import kindling.model.Families;
import kindling.model.Initialization;
import kindling.model.Sgd;
import kindling.model.SmallCases;
import kindling.model.Weights;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Images per second of whole training steps (forward, backward, plain SGD) on ResNet-20 with
 * batches of 128 CIFAR-sized images: prints one row of the table of {@code
 * scripts/benchmarks/dl4j-speed}, which runs it.
 *
 * <p>Arguments: {@code kindling} or {@code stock}, replicas, threads of each, warm-up steps, steps
 * of a measurement, measurements.
 */
final class EngineBenchmark {
  private static final int BATCH = 128;
  private static final float RATE = 0.01f;

  private EngineBenchmark() {}

  /** A replica that trains. */
  private interface Trainee extends AutoCloseable {
    void step();

    @Override
    void close();
  }

  public static void main(String[] arguments) {
    int replicas = Integer.parseInt(arguments[1]);
    int threads = Integer.parseInt(arguments[2]);
    int warmUp = Integer.parseInt(arguments[3]);
    int steps = Integer.parseInt(arguments[4]);
    int measurements = Integer.parseInt(arguments[5]);
    boolean stock = arguments[0].equals("stock");
    List<Trainee> trainees =
        IntStream.range(0, replicas)
            .mapToObj(seed -> stock ? stock() : kindling(seed, threads))
            .collect(Collectors.toList());
    run(trainees, warmUp);
    long memory = Pointer.physicalBytes();
    double[] speeds = new double[measurements];
    for (int i = 0; i < measurements; i++) {
      long start = System.nanoTime();
      run(trainees, steps);
      double seconds = (System.nanoTime() - start) / 1e9;
      speeds[i] = (double) replicas * steps * BATCH / seconds;
    }
    Arrays.sort(speeds);
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %d | %.0f | %.0f–%.0f | %d × %d | %+d |%n",
        stock ? "Deeplearning4j as it comes" : "Kindling",
        replicas,
        threads,
        speeds[measurements / 2],
        speeds[0],
        speeds[measurements - 1],
        measurements,
        steps,
        (Pointer.physicalBytes() - memory) >> 20);
    trainees.forEach(Trainee::close);
  }

  private static void run(List<Trainee> trainees, int steps) {
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (Trainee trainee : trainees.subList(1, trainees.size())) {
      running.add(CompletableFuture.runAsync(() -> steps(trainee, steps), EngineBenchmark::start));
    }
    steps(trainees.get(0), steps);
    running.forEach(CompletableFuture::join);
  }

  private static void start(Runnable task) {
    new Thread(task).start();
  }

  private static void steps(Trainee trainee, int steps) {
    for (int i = 0; i < steps; i++) {
      trainee.step();
    }
  }

  private static Architecture architecture() {
    return Families.named("resnet20", new ImageShape(3, 32, 32), 10);
  }

  private static Trainee kindling(long seed, int threads) {
    Architecture architecture = architecture();
    Batch batch = SmallCases.random(architecture.input(), 10, BATCH, seed);
    Weights weights = Initialization.initialize(architecture, seed);
    Engine engine = Dl4jEngine.open(architecture, threads);
    Sgd sgd = new Sgd(0, false, 0, Decay.ALL);
    return new Trainee() {
      @Override
      public void step() {
        float[] gradient = engine.gradient(weights.values(), batch).parameters();
        sgd.step(weights.layout(), weights.values(), gradient, new float[0], RATE);
      }

      @Override
      public void close() {
        engine.close();
      }
    };
  }

  private static Trainee stock() {
    Architecture architecture = architecture();
    ComputationGraph graph = StockGraph.of(architecture, RATE);
    Batch batch = SmallCases.random(architecture.input(), 10, BATCH, 1);
    INDArray images = Nd4j.create(batch.images(), new long[] {BATCH, 3, 32, 32}, 'c');
    INDArray[] labels = {Nd4j.zeros(BATCH, 10)};
    for (int i = 0; i < BATCH; i++) {
      labels[0].putScalar(i, batch.labels()[i], 1);
    }
    return new Trainee() {
      @Override
      public void step() {
        graph.fit(new INDArray[] {images}, labels);
      }

      @Override
      public void close() {
        graph.close();
      }
    };
  }
}
