package kindling.model.dl4j;

import kindling.data.ImageShape;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A kernel's place in Deeplearning4j's configuration of a graph; never serialized, because
 * Kindling's architecture is what crosses the wire.
 */
@SuppressWarnings("serial")
final class KernelNode extends GraphVertex {
  private final Kernel kernel;
  private final ImageShape output;
  private final int inputs;

  KernelNode(Kernel kernel, ImageShape output, int inputs) {
    this.kernel = kernel;
    this.output = output;
    this.inputs = inputs;
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType type) {
    return new KernelVertex(graph, name, index, kernel, output);
  }

  @Override
  public int minVertexInputs() {
    return inputs;
  }

  @Override
  public int maxVertexInputs() {
    return inputs;
  }

  @Override
  public long numParams(boolean backprop) {
    return 0;
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... inputTypes) {
    return InputType.convolutional(output.height(), output.width(), output.channels());
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputTypes) {
    throw new UnsupportedOperationException("a kernel has no memory report");
  }

  @Override
  public GraphVertex clone() {
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
