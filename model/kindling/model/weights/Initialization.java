package kindling.model.weights;

import java.util.Arrays;
import java.util.Random;
import kindling.data.SplitMix64;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.architecture.Role;
import kindling.model.architecture.TensorSpec;
import kindling.model.architecture.WeightsLayout;

/**
 * The weights that training starts from, a pure function of architecture and seed.
 *
 * <p>Convolutions draw from a normal distribution with variance 2 / (outputs × kernel²) (He et al.,
 * Delving Deep into Rectifiers, 2015, section 2.2, backward case), where the outputs are those of a
 * group, which is what one input reaches, and their biases are zero; linear layers draw weights and
 * biases evenly from ±1 / √inputs, as PyTorch does; batch normalization starts as the identity with
 * mean 0 and variance 1. Each tensor has a generator of its own, seeded by the seed and the
 * tensor's name, so that a changed layer leaves the others as they were. {@link Random} is
 * specified to the bit.
 */
public final class Initialization {
  private Initialization() {}

  /** Fresh weights for an architecture. */
  public static Weights initialize(Architecture architecture, long seed) {
    WeightsLayout layout = architecture.layout();
    float[] values = new float[layout.size()];
    for (Node node : architecture.nodes()) {
      for (Layer.Variable variable : node.layer().variables()) {
        TensorSpec tensor = layout.tensor(node.name() + "." + variable.name());
        Random random = new Random(mixed(seed, tensor.name()));
        if (node.layer() instanceof Layer.Linear linear) {
          uniform(values, tensor, 1 / StrictMath.sqrt(linear.inputs()), random);
        } else if (node.layer() instanceof Layer.Conv conv && tensor.role() == Role.WEIGHT) {
          double outputs = conv.outputChannels() / conv.groups();
          double fanOut = outputs * conv.kernel() * conv.kernel();
          normal(values, tensor, StrictMath.sqrt(2 / fanOut), random);
        } else {
          Arrays.fill(values, tensor.offset(), tensor.end(), constant(tensor.role()));
        }
      }
    }
    return new Weights(layout, values);
  }

  private static float constant(Role role) {
    return role == Role.NORM_SCALE || role == Role.RUNNING_VARIANCE ? 1 : 0;
  }

  private static void normal(float[] values, TensorSpec tensor, double deviation, Random random) {
    for (int i = tensor.offset(); i < tensor.end(); i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
  }

  private static void uniform(float[] values, TensorSpec tensor, double bound, Random random) {
    for (int i = tensor.offset(); i < tensor.end(); i++) {
      values[i] = (float) (bound * (2 * random.nextDouble() - 1));
    }
  }

  /** A hash of the two in which near seeds and near names are far apart. */
  private static long mixed(long seed, String name) {
    long hash = seed;
    for (int i = 0; i < name.length(); i++) {
      hash = SplitMix64.mix(hash + SplitMix64.GOLDEN_GAMMA + name.charAt(i));
    }
    return hash;
  }
}
