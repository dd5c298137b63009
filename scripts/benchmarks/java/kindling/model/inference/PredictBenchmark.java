package kindling.model.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Scanner;
import kindling.data.ImageShape;
import kindling.data.batch.Batch;
import kindling.model.EngineOffer;
import kindling.model.EngineRequest;
import kindling.model.Engines;
import kindling.model.architecture.Architecture;
import kindling.model.engine.Engine;
import kindling.model.engine.Precision;
import kindling.model.families.Families;
import kindling.model.machine.Processors;
import kindling.model.weights.Initialization;

/**
 * A network that gives logits of one batch of random images again and again when told to: one of
 * the processes that {@code scripts/benchmarks/predict-speed} times by turns.
 *
 * <p>Arguments: {@code predict}, {@code evaluate} or {@code onnx}; network; batch; threads; the
 * ONNX file. It prints a line of JSON on what it runs, and one for every {@code batches N}.
 */
final class PredictBenchmark {
  private static final ObjectMapper JSON = new ObjectMapper();

  private PredictBenchmark() {}

  /** Logits of a batch, computed anew at each call. */
  private interface Forward {
    float[] logits() throws OrtException;
  }

  public static void main(String[] arguments) throws Exception {
    String network = arguments[1];
    boolean large = network.endsWith("-imagenet");
    ImageShape shape = large ? new ImageShape(3, 224, 224) : new ImageShape(3, 32, 32);
    Architecture architecture = Families.named(network, shape, large ? 1000 : 10);
    int batch = Integer.parseInt(arguments[2]);
    int threads = Integer.parseInt(arguments[3]);
    Forward forward =
        switch (arguments[0]) {
          case "predict", "evaluate" -> kindling(arguments[0], architecture, batch, threads);
          case "onnx" -> onnx(arguments[4], shape, batch, threads);
          default -> throw new IllegalArgumentException("unknown side " + arguments[0]);
        };
    float first = forward.logits()[0];
    System.out.println(JSON.writeValueAsString(Map.of("first", first)));
    obey(forward);
  }

  private static void obey(Forward forward) throws Exception {
    Scanner commands = new Scanner(System.in, StandardCharsets.UTF_8);
    while (commands.hasNext()) {
      if (!commands.next().equals("batches")) {
        throw new IllegalArgumentException("expected batches N");
      }
      int batches = commands.nextInt();
      long start = System.nanoTime();
      for (int i = 0; i < batches; i++) {
        forward.logits();
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.println(JSON.writeValueAsString(Map.of("seconds", List.of(seconds))));
    }
  }

  private static float[] images(ImageShape shape, int batch) {
    Random random = new Random(1);
    float[] images = new float[batch * shape.size()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    return images;
  }

  private static Forward kindling(String side, Architecture whole, int batch, int threads) {
    float[] weights = Initialization.initialize(whole, 1).values();
    FoldedNorms folded = FoldedNorms.of(whole, weights);
    EngineOffer offer = Engines.named(new EngineRequest(Engines.Choice.TORCH, Precision.FLOAT32));
    boolean predict = side.equals("predict");
    Engine engine =
        Engines.open(offer, predict ? folded.architecture() : whole, Processors.cpu(threads));
    var scorer = predict ? engine.frozenScorer(folded.weights()) : engine.scorer(weights);
    Batch images =
        new Batch(whole.input(), new int[batch], new int[batch], images(whole.input(), batch));
    return () -> scorer.logits(images);
  }

  private static Forward onnx(String file, ImageShape shape, int batch, int threads)
      throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(threads);
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    OrtSession session = environment.createSession(file, options);
    String input = session.getInputNames().iterator().next();
    float[] images = images(shape, batch);
    long[] dimensions = {batch, shape.channels(), shape.height(), shape.width()};
    return () -> {
      try (OnnxTensor tensor =
              OnnxTensor.createTensor(environment, FloatBuffer.wrap(images), dimensions);
          OrtSession.Result result = session.run(Map.of(input, tensor))) {
        float[][] rows = (float[][]) result.get(0).getValue();
        float[] logits = new float[batch * rows[0].length];
        for (int row = 0; row < batch; row++) {
          System.arraycopy(rows[row], 0, logits, row * rows[0].length, rows[0].length);
        }
        return logits;
      }
    };
  }
}
