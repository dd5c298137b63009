package kindling.model.export;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import kindling.data.Normalization;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Node;

/**
 * A network with its weights, and in which form it is written.
 *
 * @param weights in the order of the architecture's layout; held, not copied
 * @param classes their names by label, where they are known
 * @param normalization of the pixels that it was trained on, where it is known
 * @throws IllegalArgumentException if these do not fit each other, or bytes are to go in and no
 *     normalization is known
 */
public record ExportedNetwork(
    Architecture architecture,
    float[] weights,
    Optional<List<String>> classes,
    Optional<Normalization> normalization,
    Inputs inputs,
    Outputs outputs) {
  public ExportedNetwork {
    expect("weights", architecture.layout().size(), weights.length);
    classes.ifPresent(names -> expect("names of classes", architecture.classes(), names.size()));
    normalization.ifPresent(
        of -> expect("channels to normalize", architecture.input().channels(), of.mean().length));
    if (inputs == Inputs.BYTES && normalization.isEmpty()) {
      throw new IllegalArgumentException("bytes need a normalization");
    }
  }

  /** One of a node's tensors. */
  public float[] tensor(Node node, String variable) {
    var tensor = architecture.layout().tensor(node.name() + "." + variable);
    return Arrays.copyOfRange(weights, tensor.offset(), tensor.end());
  }

  private static void expect(String what, int expected, int found) {
    if (expected != found) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "expected %d %s, found %d", expected, what, found));
    }
  }
}
