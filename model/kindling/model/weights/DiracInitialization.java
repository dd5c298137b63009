package kindling.model.weights;

import java.util.Arrays;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;

/**
 * Weights of convolutions that begin by passing their input on: output channel i is input channel
 * i, as far as both go; further output channels keep what they have. Convolutions in groups are
 * left as they are. Runs on the driver.
 *
 * <p>Zagoruyko and Komodakis, DiracNets, 2017; Jordan, 94% on CIFAR-10 in 3.29 Seconds on a Single
 * GPU, 2024, section 3.3; PyTorch's {@code dirac_}.
 */
public final class DiracInitialization {
  private DiracInitialization() {}

  /** The same weights, but for those of convolutions. */
  public static Weights initialize(Architecture architecture, Weights weights) {
    float[] values = weights.values().clone();
    for (Node node : architecture.nodes()) {
      if (node.layer() instanceof Layer.Conv conv && conv.groups() == 1) {
        fill(values, weights.layout().tensor(node.name() + ".weight").offset(), conv);
      }
    }
    return new Weights(weights.layout(), values);
  }

  private static void fill(float[] values, int offset, Layer.Conv conv) {
    int area = conv.kernel() * conv.kernel();
    int filter = conv.inputChannels() * area;
    int center = conv.kernel() / 2 * (conv.kernel() + 1);
    int passed = Math.min(conv.inputChannels(), conv.outputChannels());
    Arrays.fill(values, offset, offset + passed * filter, 0);
    for (int channel = 0; channel < passed; channel++) {
      values[offset + channel * filter + channel * area + center] = 1;
    }
  }
}
