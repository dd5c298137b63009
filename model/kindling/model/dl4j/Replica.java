package kindling.model.dl4j;

import java.nio.FloatBuffer;
import kindling.data.Batch;
import kindling.data.ImageShape;
import kindling.model.Architecture;
import kindling.model.DropoutMask;
import kindling.model.Engine;
import kindling.model.Gradient;
import kindling.model.WeightsLayout;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A live Deeplearning4j graph with what runs it; used on one thread only, its {@link
 * kindling.model.ReplicaThread}.
 */
final class Replica implements Engine {
  private final WeightsLayout layout;
  private final boolean drops;
  private final Lanes lanes;
  private final Step step = new Step();
  private final CapturingLoss loss;
  private final ComputationGraph graph;
  private final Slices slices;

  /** Builds a replica on its thread; throws as {@link Dl4jEngine#open}. */
  static Replica open(Architecture architecture, int threads) {
    NativeLibrary.load();
    NativeLibrary.useThreads(threads);
    return new Replica(architecture, threads);
  }

  private Replica(Architecture architecture, int threads) {
    this.layout = architecture.layout();
    this.drops = architecture.drops();
    this.lanes = new Lanes(threads);
    this.loss = new CapturingLoss(architecture.classes());
    this.graph = new ComputationGraph(Translation.of(architecture, step, lanes, loss));
    graph.init();
    this.slices = Slices.of(architecture, graph);
  }

  @Override
  public Gradient gradient(float[] weights, Batch batch) {
    begin(weights);
    step.seed = drops ? DropoutMask.seed(weights, batch) : 0;
    loss.labels = batch.labels();
    try (INDArray images = images(batch);
        INDArray labels = Nd4j.create(batch.size(), 1)) {
      graph.setInputs(images);
      graph.setLabels(labels);
      graph.computeGradientAndScore();
    }
    slices.store(floats(graph.gradient().gradient()), step.gradient);
    return new Gradient(loss.loss, loss.logits, step.gradient, step.buffers);
  }

  @Override
  public float[] logits(float[] weights, Batch batch) {
    begin(weights);
    try (INDArray images = images(batch);
        INDArray logits = graph.outputSingle(images)) {
      return Floats.copy(Floats.rowMajor(logits));
    }
  }

  private void begin(float[] weights) {
    step.begin(weights, layout.parameters(), layout.buffers());
    slices.load(weights, floats(graph.params()));
  }

  private FloatBuffer floats(INDArray vector) {
    return slices.slices().isEmpty() ? FloatBuffer.allocate(0) : Floats.of(vector);
  }

  private static INDArray images(Batch batch) {
    ImageShape shape = batch.shape();
    long[] dimensions = {batch.size(), shape.channels(), shape.height(), shape.width()};
    return Nd4j.create(batch.images(), dimensions, 'c');
  }

  @Override
  public void close() {
    lanes.close();
    graph.close();
    Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
  }
}
