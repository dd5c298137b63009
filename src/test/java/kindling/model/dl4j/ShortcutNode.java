package kindling.model.dl4j;

import kindling.data.ImageShape;
import kindling.model.architecture.Layer.PadShortcut;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The padded shortcut as data in Deeplearning4j's configuration of a graph, which its Spark module
 * sends to the executors.
 */
final class ShortcutNode extends GraphVertex {
  private static final long serialVersionUID = 1;

  private final PadShortcut shortcut;
  private final ImageShape input;
  private final ImageShape output;

  ShortcutNode(PadShortcut shortcut, ImageShape input, ImageShape output) {
    this.shortcut = shortcut;
    this.input = input;
    this.output = output;
  }

  private KernelVertex vertex() {
    return new KernelVertex(Branches.padShortcut(shortcut, input, output), output, new Step(1));
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType type) {
    return vertex().instantiate(graph, name, index, parameters, initialize, type);
  }

  @Override
  public int minVertexInputs() {
    return 1;
  }

  @Override
  public int maxVertexInputs() {
    return 1;
  }

  @Override
  public long numParams(boolean backprop) {
    return 0;
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... inputTypes) {
    return vertex().getOutputType(layerIndex, inputTypes);
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputTypes) {
    return vertex().getMemoryReport(inputTypes);
  }

  @Override
  public GraphVertex clone() {
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ShortcutNode node
        && shortcut.equals(node.shortcut)
        && input.equals(node.input)
        && output.equals(node.output);
  }

  @Override
  public int hashCode() {
    return shortcut.hashCode();
  }
}
