package kindling.model.weights;

import java.util.Comparator;
import java.util.Locale;
import java.util.stream.IntStream;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.architecture.ShapeRules;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

/**
 * Weights of a first convolution that decorrelate the images' patches: the eigenvectors of their
 * second moments, each divided by the root of its eigenvalue, and their negatives. Runs on the
 * driver.
 *
 * <p>Page, How to Train Your ResNet 8: Bag of Tricks, 2019; Jordan, 94% on CIFAR-10 in 3.29 Seconds
 * on a Single GPU, 2024, section 3.2, with its constant under the root.
 */
public final class Whitening {
  private static final double LEAST_VARIANCE = 5e-4;

  private Whitening() {}

  /**
   * The convolution that takes the images.
   *
   * @throws IllegalArgumentException where it is not the only layer that does, or its channels are
   *     not two for each of a patch's values
   */
  public static Layer.Conv convolution(Architecture architecture) {
    Node first = node(architecture);
    Layer.Conv conv = (Layer.Conv) first.layer();
    int expected = 2 * conv.inputChannels() * conv.kernel() * conv.kernel();
    ShapeRules.check(
        conv.outputChannels() == expected,
        String.format(
            Locale.ROOT,
            "%d output channels of %s, two for each value of a patch, found %d",
            expected,
            first.name(),
            conv.outputChannels()));
    return conv;
  }

  private static Node node(Architecture architecture) {
    Node first = architecture.nodes().get(0);
    ShapeRules.check(
        first.layer() instanceof Layer.Conv
            && architecture.nodes().stream()
                .skip(1)
                .noneMatch(node -> node.inputs().contains(Architecture.INPUT)),
        "a convolution that alone takes the images, found " + first.name());
    return first;
  }

  /**
   * The same weights, but for the first convolution's.
   *
   * @param moments mean products of a patch's values, [values × values]
   * @throws IllegalArgumentException as {@link #convolution}
   */
  public static Weights initialize(Architecture architecture, Weights weights, double[][] moments) {
    convolution(architecture);
    EigenDecomposition decomposed = new EigenDecomposition(new Array2DRowRealMatrix(moments));
    double[] variances = decomposed.getRealEigenvalues();
    int[] largestFirst =
        IntStream.range(0, variances.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -variances[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    float[] values = weights.values().clone();
    int size = moments.length;
    int offset = weights.layout().tensor(node(architecture).name() + ".weight").offset();
    for (int i = 0; i < size; i++) {
      double[] direction = decomposed.getEigenvector(largestFirst[i]).toArray();
      double scale = 1 / StrictMath.sqrt(variances[largestFirst[i]] + LEAST_VARIANCE);
      for (int k = 0; k < size; k++) {
        values[offset + i * size + k] = (float) (scale * direction[k]);
        values[offset + (size + i) * size + k] = (float) (-scale * direction[k]);
      }
    }
    return new Weights(weights.layout(), values);
  }
}
