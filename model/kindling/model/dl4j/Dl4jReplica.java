package kindling.model.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kindling.data.ImageShape;
import kindling.data.batch.Batch;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.TensorSpec;
import kindling.model.architecture.WeightsLayout;
import kindling.model.engine.BatchLoss;
import kindling.model.engine.Replica;
import kindling.model.engine.WeightsOrder;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A live Deeplearning4j graph with what runs it. */
final class Dl4jReplica implements Replica {
  /** A tensor's place in the flat array, and in Deeplearning4j's vector of its own layers. */
  private record Slice(int flat, int vector, int size) {}

  private final WeightsLayout layout;
  private final Step step;
  private final CapturingLoss loss;
  private final ComputationGraph graph;
  private final List<Slice> slices;

  /** Builds a replica on its thread; throws as {@link Dl4jEngine#open}. */
  static Dl4jReplica open(Architecture architecture, int threads) {
    Nd4jLibrary.load();
    Nd4jLibrary.useThreads(threads);
    return new Dl4jReplica(architecture, threads);
  }

  private Dl4jReplica(Architecture architecture, int threads) {
    this.layout = architecture.layout();
    this.step = new Step(threads);
    this.loss = new CapturingLoss(architecture.classes());
    this.graph = new ComputationGraph(GraphConfiguration.of(architecture, step, loss));
    graph.init();
    this.slices = slices(graph.paramTable());
  }

  /**
   * Only the order of the tensors differs: a convolution's weight is [out, in, height, width] in
   * row-major order in both, and a linear layer's is [in, out] in column-major order there, which
   * is [out, in] in row-major order.
   *
   * @param theirs what Deeplearning4j's own layers have, by the names that it gives them
   */
  private List<Slice> slices(Map<String, INDArray> theirs) {
    List<Slice> slices = new ArrayList<>();
    for (TensorSpec tensor : layout.tensors()) {
      String name = tensor.name().replaceFirst("\\.weight$", "_W").replaceFirst("\\.bias$", "_b");
      if (theirs.containsKey(name)) {
        int vector = Math.toIntExact(theirs.get(name).offset());
        slices.add(new Slice(tensor.offset(), vector, tensor.size()));
      }
    }
    return slices;
  }

  @Override
  public WeightsOrder order() {
    return WeightsOrder.LAYOUT;
  }

  @Override
  public void load(float[] weights) {
    step.begin(weights, layout.parameters(), layout.buffers());
    for (Slice slice : slices) {
      Floats.of(graph.params()).put(slice.vector, weights, slice.flat, slice.size);
    }
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
    for (Slice slice : slices) {
      Floats.of(graph.gradient().gradient())
          .get(slice.vector, step.gradient, slice.flat, slice.size);
    }
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
      return Floats.copy(logits);
    }
  }

  private static INDArray images(Batch batch) {
    ImageShape shape = batch.shape();
    long[] dimensions = {batch.size(), shape.channels(), shape.height(), shape.width()};
    return Nd4j.create(batch.images(), dimensions, 'c');
  }

  @Override
  public void close() {
    step.loop.close();
    graph.close();
    Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
  }
}
