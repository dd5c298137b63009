package kindling.model.torch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import org.bytedeco.pytorch.Tensor;

/**
 * An architecture as a list of operations on numbered values; value 0 is the images.
 *
 * <p>A value is let go of after its last reader, so that only what autograd keeps takes memory, and
 * a ReLU, bounded or not, or a sum that alone reads a value whose bits no backward pass needs
 * overwrites it.
 */
final class Network {
  /**
   * One operation.
   *
   * @param inputs the values that it reads
   * @param finished the values that no later operation reads
   */
  private record Step(Operation operation, int[] inputs, int[] finished) {}

  /** An operation whose value has a name, as have its inputs. */
  record Named(
      String name, Operation operation, List<String> inputs, LayerOperations.Place place) {}

  /** Before a value's name: the same value for other readers than its first. */
  private static final String ALIAS = "alias of ";

  private final List<Step> steps;

  private Network(List<Step> steps) {
    this.steps = steps;
  }

  static Network of(Architecture architecture, WeightTensors weights) {
    return of(operations(architecture, weights));
  }

  /** A network of operations, each behind those that give its inputs. */
  static Network of(List<Named> operations) {
    Map<String, Integer> values = new HashMap<>(Map.of(Architecture.INPUT, 0));
    Map<String, Integer> lastReaders = new HashMap<>();
    for (int i = 0; i < operations.size(); i++) {
      values.put(operations.get(i).name, i + 1);
      for (String input : operations.get(i).inputs) {
        lastReaders.put(input, i);
      }
    }
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < operations.size(); i++) {
      Named named = operations.get(i);
      Set<Integer> finished = new HashSet<>();
      for (String input : named.inputs) {
        if (lastReaders.get(input) == i && values.get(input) != 0) {
          finished.add(values.get(input));
        }
      }
      if (named.place == LayerOperations.Place.OVER_FIRST_INPUT) {
        finished.remove(values.get(named.inputs.get(0)));
      }
      steps.add(
          new Step(
              named.operation,
              named.inputs.stream().mapToInt(values::get).toArray(),
              finished.stream().mapToInt(Integer::intValue).toArray()));
    }
    return new Network(List.copyOf(steps));
  }

  /**
   * The nodes' operations, and behind each value that several read an alias for all but the first.
   *
   * <p>Autograd goes backward through the latest operation that it can: it comes to an alias, which
   * is older than the first reader, when that reader's gradient is there. To that one, which nobody
   * else holds, it adds the others in place; the other way round it would take a new tensor.
   */
  private static List<Named> operations(Architecture architecture, WeightTensors weights) {
    List<Node> nodes = architecture.nodes();
    Map<String, ImageShape> shapes = architecture.shapes();
    Set<String> shared = shared(nodes);
    // Where the next reader finds a value.
    Map<String, String> found = new HashMap<>(Map.of(Architecture.INPUT, Architecture.INPUT));
    List<Named> operations = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      LayerOperations.Place place = place(node, nodes, shared);
      Tensor[] variables = weights.of(node);
      Operation operation =
          node.layer() instanceof Layer.Conv conv
              ? ConvolutionOperations.of(conv, variables, weights.order().form(node))
              : LayerOperations.of(node.layer(), i, shapes.get(node.name()), variables, place);
      List<String> inputs = new ArrayList<>();
      for (String input : node.inputs()) {
        inputs.add(found.put(input, shared.contains(input) ? ALIAS + input : input));
      }
      operations.add(new Named(node.name(), operation, inputs, place));
      found.put(node.name(), node.name());
      if (shared.contains(node.name())) {
        operations.add(
            new Named(
                ALIAS + node.name(),
                (in, pass) -> in[0].alias(),
                List.of(node.name()),
                LayerOperations.Place.NEW));
      }
    }
    return operations;
  }

  /** The nodes whose output is read more than once. */
  private static Set<String> shared(List<Node> nodes) {
    Set<String> read = new HashSet<>();
    return nodes.stream()
        .flatMap(node -> node.inputs().stream())
        .filter(input -> !input.equals(Architecture.INPUT) && !read.add(input))
        .collect(Collectors.toSet());
  }

  /** The logits, [batch × classes × 1 × 1]. */
  Tensor forward(Tensor images, ForwardPass pass) {
    Tensor[] values = new Tensor[steps.size() + 1];
    values[0] = images;
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      Tensor[] inputs = new Tensor[step.inputs.length];
      for (int k = 0; k < inputs.length; k++) {
        inputs[k] = values[step.inputs[k]];
      }
      values[i + 1] = step.operation.apply(inputs, pass);
      for (int finished : step.finished) {
        values[finished].close();
      }
    }
    return values[steps.size()];
  }

  private static LayerOperations.Place place(Node node, List<Node> nodes, Set<String> shared) {
    String first = node.inputs().get(0);
    boolean spare =
        nodes.stream()
            .anyMatch(
                n -> n.name().equals(first) && LayerOperations.backwardWithoutOutput(n.layer()));
    return LayerOperations.mayOverwrite(node.layer()) && !shared.contains(first) && spare
        ? LayerOperations.Place.OVER_FIRST_INPUT
        : LayerOperations.Place.NEW;
  }
}
