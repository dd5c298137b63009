package kindling.model.architecture;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The table of an architecture's tensors in PyTorch's {@code state_dict} order, with their places
 * in one flat float array: all parameters first in {@code parameters()} order, then all buffers in
 * {@code buffers()} order.
 *
 * <p>Throws IllegalArgumentException if the tensors leave a gap, overlap, or share a name.
 *
 * @param parameters how many floats are trained: the positions from 0
 * @param buffers how many floats are running statistics: the positions from {@code parameters}
 */
public record WeightsLayout(List<TensorSpec> tensors, int parameters, int buffers)
    implements Serializable {
  public WeightsLayout {
    tensors = List.copyOf(tensors);
    int parameter = 0;
    int buffer = parameters;
    for (TensorSpec tensor : tensors) {
      int expected = tensor.role().isBuffer() ? buffer : parameter;
      if (tensor.offset() != expected) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "tensor %s: expected at offset %d, found at %d",
                tensor.name(),
                expected,
                tensor.offset()));
      }
      if (tensor.role().isBuffer()) {
        buffer = tensor.end();
      } else {
        parameter = tensor.end();
      }
    }
    if (parameter != parameters || buffer != parameters + buffers) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the tensors hold %d parameters and %d buffers, expected %d and %d",
              parameter,
              buffer - parameters,
              parameters,
              buffers));
    }
    if (tensors.stream().map(TensorSpec::name).distinct().count() != tensors.size()) {
      throw new IllegalArgumentException("two tensors share a name");
    }
  }

  /** Lays out the tensors of nodes in order: {@code node.tensor} names, parameters then buffers. */
  static WeightsLayout of(List<Node> nodes) {
    int parameters = size(nodes, false);
    int parameter = 0;
    int buffer = parameters;
    List<TensorSpec> tensors = new ArrayList<>();
    for (Node node : nodes) {
      for (Layer.Variable variable : node.layer().variables()) {
        boolean isBuffer = variable.role().isBuffer();
        int offset = isBuffer ? buffer : parameter;
        TensorSpec tensor =
            new TensorSpec(
                node.name() + "." + variable.name(),
                variable.shape(),
                variable.role(),
                offset,
                TensorSpec.elements(variable.shape()));
        tensors.add(tensor);
        if (isBuffer) {
          buffer = tensor.end();
        } else {
          parameter = tensor.end();
        }
      }
    }
    return new WeightsLayout(tensors, parameters, buffer - parameters);
  }

  private static int size(List<Node> nodes, boolean buffers) {
    return nodes.stream()
        .flatMap(node -> node.layer().variables().stream())
        .filter(variable -> variable.role().isBuffer() == buffers)
        .map(variable -> TensorSpec.elements(variable.shape()))
        .reduce(0, Math::addExact);
  }

  /** The tensors of parameters, in order. */
  public Stream<TensorSpec> trained() {
    return tensors.stream().filter(tensor -> !tensor.role().isBuffer());
  }

  /** The length of the flat array: parameters and buffers. */
  public int size() {
    return parameters + buffers;
  }

  /**
   * The first value that is not finite, with its tensor; nothing where all are.
   *
   * @param values of the flat array, behind which others may follow
   */
  public Optional<String> notFinite(float[] values) {
    for (int i = 0; i < size(); i++) {
      if (!Float.isFinite(values[i])) {
        return Optional.of(
            String.format(Locale.ROOT, "%s holds %s", tensorAt(i).name(), values[i]));
      }
    }
    return Optional.empty();
  }

  private TensorSpec tensorAt(int position) {
    return tensors.stream()
        .filter(tensor -> tensor.offset() <= position && position < tensor.end())
        .findFirst()
        .orElseThrow();
  }

  /**
   * The tensor of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public TensorSpec tensor(String name) {
    return tensors.stream()
        .filter(tensor -> tensor.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no tensor is named " + name));
  }
}
