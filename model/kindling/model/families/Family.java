package kindling.model.families;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;

/**
 * Architectures that share a form and differ by the numbers in their names.
 *
 * @param names how the names read, for people
 * @param examples some names
 * @param pattern that names match, as a whole
 */
record Family(String names, List<String> examples, Pattern pattern, Form form) {
  /** How a family's networks are built. */
  @FunctionalInterface
  interface Form {
    /**
     * The network of a name that matches the pattern; none where its numbers are not the family's.
     */
    Optional<Architecture> of(Matcher name, ImageShape input, int classes);
  }

  /** All there are. */
  public static List<Family> all() {
    return List.of(
        SmallNetworks.LENET,
        SmallNetworks.PERCEPTRONS,
        FourStageResNets.CIFAR,
        FourStageResNets.IMAGENET,
        ResNets.FAMILY,
        FourStagePreActResNets.FAMILY,
        PreActResNets.FAMILY,
        WideResNets.FAMILY,
        Vggs.FAMILY,
        DenseNets.FAMILY,
        FourBlockDenseNets.FAMILY,
        MobileNetsV1.FAMILY,
        MobileNetsV2.FAMILY);
  }

  /**
   * The family's network of this name, if there is one.
   *
   * @throws IllegalArgumentException if the images do not fit it, with the layer
   */
  public Optional<Architecture> named(String name, ImageShape input, int classes) {
    return Optional.of(pattern.matcher(name))
        .filter(Matcher::matches)
        .flatMap(matched -> form.of(matched, input, classes));
  }
}
