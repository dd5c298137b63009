package kindling.model.dl4j;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kindling.data.ImageShape;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A kernel in Deeplearning4j's configuration of a graph; never serialized, because Kindling's
 * architecture is what crosses the wire. Its arrays are [batch × channels × height × width].
 */
@SuppressWarnings("serial")
final class KernelVertex extends GraphVertex {
  private final Kernel kernel;
  private final ImageShape shape;
  private final Step step;

  /**
   * @param shape of the output
   */
  KernelVertex(Kernel kernel, ImageShape shape, Step step) {
    this.kernel = kernel;
    this.shape = shape;
    this.step = step;
  }

  /** The kernel at work: it finds the arrays in Deeplearning4j's workspaces and runs. */
  @SuppressWarnings("overrides")
  private final class Running extends BaseGraphVertex {
    private INDArray output;

    Running(ComputationGraph graph, String name, int index) {
      super(graph, name, index, null, null, DataType.FLOAT);
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
      long[] size = {inputs[0].size(0), shape.channels(), shape.height(), shape.width()};
      output = create(workspaces, ArrayType.ACTIVATIONS, size);
      kernel.forward(step, values(), training);
      return output;
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
      INDArray[] gradients =
          Stream.of(inputs)
              .map(input -> create(workspaces, ArrayType.ACTIVATION_GRAD, input.shape()))
              .toArray(INDArray[]::new);
      INDArray incoming = Floats.rowMajor(epsilon);
      kernel.backward(
          step, values(), new NodeArrays(size(), floats(gradients), Floats.of(incoming)));
      return new Pair<>(null, gradients);
    }

    private INDArray create(LayerWorkspaceMgr workspaces, ArrayType type, long[] size) {
      return workspaces.createUninitialized(type, DataType.FLOAT, size, 'c');
    }

    private NodeArrays values() {
      INDArray[] rows = Stream.of(inputs).map(Floats::rowMajor).toArray(INDArray[]::new);
      return new NodeArrays(size(), floats(rows), Floats.of(output));
    }

    private int size() {
      return Math.toIntExact(inputs[0].size(0));
    }

    private List<FloatBuffer> floats(INDArray[] arrays) {
      return Stream.of(arrays).map(Floats::of).collect(Collectors.toList());
    }

    @Override
    public void clear() {
      super.clear();
      output = null;
    }

    @Override
    public boolean hasLayer() {
      return false;
    }

    @Override
    public Layer getLayer() {
      return null;
    }

    @Override
    public void setBackpropGradientsViewArray(INDArray view) {
      if (view != null) {
        throw new IllegalStateException(vertexName + " holds no parameters of its own");
      }
    }

    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArrays(
        INDArray[] masks, MaskState state, int batch) {
      return new Pair<>(null, state);
    }

    @Override
    public String toString() {
      return vertexName;
    }
  }

  @Override
  public BaseGraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType type) {
    return new Running(graph, name, index);
  }

  @Override
  public int minVertexInputs() {
    return 1;
  }

  @Override
  public int maxVertexInputs() {
    return Integer.MAX_VALUE;
  }

  @Override
  public long numParams(boolean backprop) {
    return 0;
  }

  @Override
  public InputType getOutputType(int index, InputType... inputs) {
    return InputType.convolutional(shape.height(), shape.width(), shape.channels());
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputs) {
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
