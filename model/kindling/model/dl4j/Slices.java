package kindling.model.dl4j;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.architecture.TensorSpec;
import kindling.model.architecture.WeightsLayout;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The table that takes convolutions' and linear layers' tensors between the flat array of an
 * architecture and Deeplearning4j's flat vector.
 *
 * <p>Only the order of the tensors differs: a convolution's weight is [out, in, height, width] in
 * row-major order in both, and a linear layer's is [in, out] in column-major order there, which is
 * [out, in] in row-major order.
 */
record Slices(List<Slice> slices) {
  /** A run of {@code size} floats at one place in the flat array, at another in the vector. */
  record Slice(int flat, int vector, int size) {}

  /** Whether Deeplearning4j keeps the layer's tensors: where they lie in its vector. */
  private static boolean theirs(Layer layer) {
    return layer instanceof Layer.Linear || layer instanceof Layer.Conv conv && conv.groups() == 1;
  }

  static Slices of(Architecture architecture, ComputationGraph graph) {
    WeightsLayout layout = architecture.layout();
    List<Slice> slices = new ArrayList<>();
    for (Node node : architecture.nodes()) {
      if (theirs(node.layer())) {
        for (Layer.Variable variable : node.layer().variables()) {
          TensorSpec tensor = layout.tensor(node.name() + "." + variable.name());
          INDArray there =
              graph.getLayer(node.name()).getParam(variable.name().equals("bias") ? "b" : "W");
          slices.add(new Slice(tensor.offset(), Math.toIntExact(there.offset()), tensor.size()));
        }
      }
    }
    return new Slices(List.copyOf(slices));
  }

  void load(float[] flat, FloatBuffer vector) {
    for (Slice slice : slices) {
      vector.put(slice.vector, flat, slice.flat, slice.size);
    }
  }

  void store(FloatBuffer vector, float[] flat) {
    for (Slice slice : slices) {
      vector.get(slice.vector, flat, slice.flat, slice.size);
    }
  }
}
