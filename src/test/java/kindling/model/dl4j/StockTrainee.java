package kindling.model.dl4j;

import kindling.data.batch.Batch;
import kindling.model.SmallCases;
import kindling.model.Trainee;
import kindling.model.architecture.Architecture;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Deeplearning4j as it comes. It takes its threads from {@code OMP_NUM_THREADS}. */
public final class StockTrainee implements Trainee {
  private final ComputationGraph graph;
  private final INDArray[] images;
  private final INDArray[] labels;

  /** A replica with a batch of so many random images. */
  public StockTrainee(Architecture architecture, int size, long seed) {
    Batch batch = SmallCases.random(architecture.input(), architecture.classes(), size, seed);
    long[] shape = {size, batch.shape().channels(), batch.shape().height(), batch.shape().width()};
    images = new INDArray[] {Nd4j.create(batch.images(), shape, 'c')};
    labels = new INDArray[] {Nd4j.zeros(size, architecture.classes())};
    for (int i = 0; i < size; i++) {
      labels[0].putScalar(i, batch.labels()[i], 1);
    }
    graph = StockGraph.of(architecture);
  }

  @Override
  public void step() {
    graph.fit(images, labels);
    Trainee.expectFinite(graph.score());
  }

  @Override
  public void close() {
    graph.close();
    images[0].close();
    labels[0].close();
  }
}
