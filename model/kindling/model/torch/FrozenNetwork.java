package kindling.model.torch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * A network at weights that stay the same, with each convolution and what alone reads it in one
 * kernel. Its memory is its own until it is closed.
 */
@SuppressWarnings("try") // scopes are opened for what they do, not to be read
final class FrozenNetwork implements AutoCloseable {
  private final PointerScope memory;
  private final Network network;

  private FrozenNetwork(PointerScope memory, Network network) {
    this.memory = memory;
    this.network = network;
  }

  /** Takes the weights that are loaded. */
  static FrozenNetwork of(Architecture architecture, WeightTensors weights) {
    PointerScope memory = new PointerScope();
    try (NoGradGuard quiet = new NoGradGuard()) {
      Network network = Network.of(new Fusion(architecture, weights).operations());
      return new FrozenNetwork(memory, network);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    } finally {
      release(memory);
    }
  }

  /** What the thread makes from now on does not belong to a scope, though it is not closed. */
  private static void release(PointerScope memory) {
    Iterator<PointerScope> open = PointerScope.getScopeIterator();
    while (open != null && open.hasNext()) {
      if (open.next() == memory) {
        open.remove();
      }
    }
  }

  /** The logits, [batch × classes × 1 × 1]. */
  Tensor forward(Tensor images) {
    return network.forward(images, new ForwardPass(false, 0));
  }

  @Override
  public void close() {
    memory.close();
  }

  /** Finds what goes together. */
  private static final class Fusion {
    private final List<Node> nodes;
    private final Map<String, ImageShape> shapes;
    private final WeightTensors weights;
    private final Map<String, Integer> places = new HashMap<>(Map.of(Architecture.INPUT, -1));
    private final Map<String, List<Node>> readers = new HashMap<>();
    private final Set<String> fused = new HashSet<>();

    Fusion(Architecture architecture, WeightTensors weights) {
      this.nodes = architecture.nodes();
      this.shapes = architecture.shapes();
      this.weights = weights;
      for (Node node : nodes) {
        places.put(node.name(), places.size() - 1);
        for (String input : node.inputs()) {
          readers.computeIfAbsent(input, name -> new ArrayList<>()).add(node);
        }
      }
    }

    List<Network.Named> operations() {
      List<Network.Named> operations = new ArrayList<>();
      for (int i = 0; i < nodes.size(); i++) {
        Node node = nodes.get(i);
        if (fused.contains(node.name())) {
          continue;
        }
        if (node.layer() instanceof Layer.Conv conv) {
          operations.add(fused(node, conv));
        } else {
          operations.add(
              new Network.Named(
                  node.name(),
                  LayerOperations.of(
                      node.layer(),
                      i,
                      shapes.get(node.name()),
                      weights.of(node),
                      LayerOperations.Place.NEW),
                  node.inputs(),
                  LayerOperations.Place.NEW));
        }
      }
      return operations;
    }

    private Network.Named fused(Node node, Layer.Conv conv) {
      String input = node.inputs().get(0);
      ImageShape images = shapes.get(input);
      FusedConvolution convolution =
          new FusedConvolution(conv, weights.of(node), images.height(), images.width());
      ConvolutionForm form = weights.order().form(node);
      List<String> inputs = new ArrayList<>(List.of(input));
      Node last = node;
      Node sum = onlyReader(last);
      if (sum != null && other(sum, last) != null) {
        inputs.add(other(sum, last));
        last = take(sum);
      }
      Node behind = onlyReader(last);
      Layer rectifier = null;
      if (behind != null && FusedConvolution.rectifies(behind.layer())) {
        rectifier = behind.layer();
        last = take(behind);
      }
      return new Network.Named(
          last.name(),
          inputs.size() > 1
              ? convolution.withSum(rectifier, form)
              : convolution.alone(rectifier, form),
          inputs,
          LayerOperations.Place.NEW);
    }

    private Node take(Node node) {
      fused.add(node.name());
      return node;
    }

    private Node onlyReader(Node node) {
      List<Node> all = readers.getOrDefault(node.name(), List.of());
      return all.size() == 1 ? all.get(0) : null;
    }

    /** What a sum of two adds to a value, where it is there before that; null elsewhere. */
    private String other(Node sum, Node value) {
      if (!(sum.layer() instanceof Layer.Add) || sum.inputs().size() != 2) {
        return null;
      }
      String other = sum.inputs().get(sum.inputs().get(0).equals(value.name()) ? 1 : 0);
      return places.get(other) < places.get(value.name()) ? other : null;
    }
  }
}
