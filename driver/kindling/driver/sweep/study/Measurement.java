package kindling.driver.sweep.study;

import java.util.Random;
import kindling.data.batch.Batch;
import kindling.model.EngineOffer;
import kindling.model.Engines;
import kindling.model.architecture.Architecture;
import kindling.model.engine.Engine;
import kindling.model.engine.Scorer;
import kindling.model.engine.Steps;
import kindling.model.machine.Processors;
import kindling.model.optimizer.DecayScope;
import kindling.model.optimizer.Sgd;
import kindling.model.weights.Initialization;

/**
 * What one replica of an architecture costs on a machine.
 *
 * @param engine name, version, precision and instruction set
 * @param machine its processor, and how many of them
 * @param multiplyAccumulates of the forward pass of one image
 * @param peakMemoryBytes native memory that training steps take beside what the process had before:
 *     weights, gradient, optimizer's state, values between the layers; see {@link #training}
 * @param training one step: forward, backward, update
 * @param single the forward pass of one image, in evaluation mode
 * @param many the same of 128
 */
public record Measurement(
    String architecture,
    String engine,
    String machine,
    int threads,
    long parameters,
    long multiplyAccumulates,
    long peakMemoryBytes,
    Timing training,
    Timing single,
    Timing many) {
  /** Images of the larger of the two inference batches. */
  public static final int MANY = 128;

  private static final int SEED = 1;

  /**
   * Measures a replica. To be called once in a process, on a quiet machine.
   *
   * @param offer this machine's engine, not refused
   * @param batch images of a training step
   * @param repetitions of each timing
   */
  public static Measurement of(
      EngineOffer offer, Architecture architecture, int threads, int batch, int repetitions) {
    float[] weights = Initialization.initialize(architecture, SEED).values();
    Batch images = images(architecture, batch);
    long before = ThisProcess.peakBytes();
    try (Engine engine = Engines.open(offer, architecture, Processors.cpu(threads))) {
      Timing training = training(engine, architecture, weights, images, repetitions);
      long peak = ThisProcess.peakBytes() - before;
      Scorer scorer = engine.scorer(weights);
      Batch one = images(architecture, 1);
      Batch many = images(architecture, MANY);
      return new Measurement(
          architecture.name(),
          offer.description(),
          ThisProcess.machine(),
          threads,
          architecture.parameters(),
          architecture.multiplyAccumulates(),
          peak,
          training,
          Timing.of(1, repetitions, () -> scorer.logits(one)),
          Timing.of(MANY, repetitions, () -> scorer.logits(many)));
    }
  }

  private static Timing training(
      Engine engine, Architecture architecture, float[] weights, Batch images, int repetitions) {
    Sgd sgd = new Sgd(0.9, true, 0, DecayScope.WEIGHTS_ONLY);
    Steps steps = engine.steps(sgd, weights, new float[sgd.stateSize(architecture.layout())]);
    return Timing.of(
        images.size(),
        repetitions,
        () -> {
          steps.differentiate(images);
          steps.update(1e-4);
        });
  }

  /** Noise: what images show does not change their cost. */
  private static Batch images(Architecture architecture, int count) {
    Random random = new Random(SEED);
    float[] values = new float[count * architecture.input().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % architecture.classes();
    }
    return new Batch(architecture.input(), new int[count], labels, values);
  }
}
