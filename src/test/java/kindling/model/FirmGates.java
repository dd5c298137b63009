package kindling.model;

import java.util.Set;
import java.util.stream.Collectors;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Elementwise;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.weights.Initialization;

/**
 * Weights under which no ReLU is in doubt: batch normalizations give values six deviations away
 * from 0, and from the 6 of ReLU6.
 *
 * <p>With weights as they begin, some pre-activation of a deep network lies within the float error
 * of zero, and one gate that opens in one engine only moves the gradient by up to a few percent.
 */
final class FirmGates {
  private static final float SHIFT = 3;
  private static final float SCALE = 0.5f;

  /** Each fourth channel that a ReLU reads right behind its normalization is closed. */
  private static final int CLOSED = 4;

  private FirmGates() {}

  /** Fresh weights but for the normalizations' scales and shifts. */
  static float[] weights(Architecture architecture) {
    float[] weights = Initialization.initialize(architecture, 3).values();
    Set<String> rectified =
        architecture.nodes().stream()
            .filter(
                node ->
                    node.layer() instanceof Elementwise.Relu
                        || node.layer() instanceof Elementwise.Relu6)
            .flatMap(node -> node.inputs().stream())
            .collect(Collectors.toSet());
    for (Node node : architecture.nodes()) {
      if (node.layer() instanceof Layer.BatchNorm norm) {
        int scale = architecture.layout().tensor(node.name() + ".weight").offset();
        int shift = architecture.layout().tensor(node.name() + ".bias").offset();
        for (int channel = 0; channel < norm.channels(); channel++) {
          boolean closed = rectified.contains(node.name()) && channel % CLOSED == CLOSED - 1;
          weights[scale + channel] = SCALE;
          weights[shift + channel] = closed ? -SHIFT : SHIFT;
        }
      }
    }
    return weights;
  }
}
