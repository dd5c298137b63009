package kindling.model.dl4j;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kindling.data.ImageShape;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A kernel at work in a graph: it finds the arrays in Deeplearning4j's workspaces and runs.
 *
 * <p>Arrays of 1×1 images are [batch × channels], as linear layers have them, others [batch ×
 * channels × height × width].
 */
@SuppressWarnings({"serial", "overrides"})
final class KernelVertex extends BaseGraphVertex {
  private final Kernel kernel;
  private final ImageShape shape;
  private INDArray output;

  KernelVertex(ComputationGraph graph, String name, int index, Kernel kernel, ImageShape shape) {
    super(graph, name, index, null, null, DataType.FLOAT);
    this.kernel = kernel;
    this.shape = shape;
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    int batch = (int) inputs[0].size(0);
    long[] dimensions =
        shape.height() == 1 && shape.width() == 1
            ? new long[] {batch, shape.channels()}
            : new long[] {batch, shape.channels(), shape.height(), shape.width()};
    output = create(workspaces, ArrayType.ACTIVATIONS, dimensions);
    kernel.forward(floats(rowMajor(inputs)), Floats.of(output), batch, training);
    return output;
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
    int batch = (int) inputs[0].size(0);
    INDArray[] gradients =
        Stream.of(inputs)
            .map(input -> create(workspaces, ArrayType.ACTIVATION_GRAD, input.shape()))
            .toArray(INDArray[]::new);
    INDArray incoming = Floats.rowMajor(epsilon);
    kernel.backward(
        floats(rowMajor(inputs)), Floats.of(output), Floats.of(incoming), floats(gradients), batch);
    return new Pair<>(null, gradients);
  }

  private static INDArray create(LayerWorkspaceMgr workspaces, ArrayType type, long[] shape) {
    return workspaces.createUninitialized(type, DataType.FLOAT, shape, 'c');
  }

  private static INDArray[] rowMajor(INDArray[] arrays) {
    return Arrays.stream(arrays).map(Floats::rowMajor).toArray(INDArray[]::new);
  }

  private static List<FloatBuffer> floats(INDArray[] arrays) {
    return Arrays.stream(arrays).map(Floats::of).collect(Collectors.toList());
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
    return vertexName + ": " + kernel;
  }
}
