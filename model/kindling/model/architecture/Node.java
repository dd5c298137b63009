package kindling.model.architecture;

import java.io.Serializable;
import java.util.List;

/**
 * A layer in a network's graph: its name, and the names of the nodes whose outputs it takes.
 *
 * <p>The name is PyTorch's module path ({@code layer1.0.conv1}); a tensor's name is this name, a
 * dot and the tensor's name in the layer.
 */
public record Node(String name, Layer layer, List<String> inputs) implements Serializable {
  public Node {
    inputs = List.copyOf(inputs);
    if (name.isBlank()) {
      throw new IllegalArgumentException("a layer has no name");
    }
  }
}
