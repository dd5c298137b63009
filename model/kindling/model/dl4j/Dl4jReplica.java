package kindling.model.dl4j;

import java.nio.FloatBuffer;
import kindling.data.ImageShape;
import kindling.data.batch.Batch;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.WeightsLayout;
import kindling.model.engine.BatchLoss;
import kindling.model.engine.Replica;
import kindling.model.engine.WeightsOrder;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A live Deeplearning4j graph with what runs it. */
final class Dl4jReplica implements Replica {
  private final WeightsLayout layout;
  private final Lanes lanes;
  private final Step step = new Step();
  private final CapturingLoss loss;
  private final ComputationGraph graph;
  private final Slices slices;

  /** Builds a replica on its thread; throws as {@link Dl4jEngine#open}. */
  static Dl4jReplica open(Architecture architecture, int threads) {
    NativeLibrary.load();
    NativeLibrary.useThreads(threads);
    return new Dl4jReplica(architecture, threads);
  }

  private Dl4jReplica(Architecture architecture, int threads) {
    this.layout = architecture.layout();
    this.lanes = new Lanes(threads);
    this.loss = new CapturingLoss(architecture.classes());
    this.graph = new ComputationGraph(Translation.of(architecture, step, lanes, loss));
    graph.init();
    this.slices = Slices.of(architecture, graph);
  }

  @Override
  public WeightsOrder order() {
    return WeightsOrder.LAYOUT;
  }

  @Override
  public void load(float[] weights) {
    step.begin(weights, layout.parameters(), layout.buffers());
    slices.load(weights, floats(graph.params()));
  }

  @Override
  public BatchLoss differentiate(Batch batch, long seed) {
    step.seed = seed;
    loss.targets = batch.targets();
    try (INDArray images = images(batch);
        INDArray labels = Nd4j.create(batch.size(), 1)) {
      graph.setInputs(images);
      graph.setLabels(labels);
      graph.computeGradientAndScore();
    }
    slices.store(floats(graph.gradient().gradient()), step.gradient);
    return new BatchLoss(loss.loss, loss.logits);
  }

  @Override
  public float[] gradient() {
    return step.gradient;
  }

  @Override
  public float[] buffers() {
    return step.buffers;
  }

  @Override
  public float[] logits(Batch batch) {
    try (INDArray images = images(batch);
        INDArray logits = graph.outputSingle(images)) {
      return Floats.copy(Floats.rowMajor(logits));
    }
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
