package kindling.model.torch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  private final List<Step> steps;

  private Network(List<Step> steps) {
    this.steps = steps;
  }

  static Network of(Architecture architecture, WeightTensors weights) {
    List<Node> nodes = architecture.nodes();
    Map<String, ImageShape> shapes = architecture.shapes();
    Map<String, Integer> values = new HashMap<>(Map.of(Architecture.INPUT, 0));
    Map<String, Integer> lastReaders = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      values.put(nodes.get(i).name(), i + 1);
      for (String input : nodes.get(i).inputs()) {
        lastReaders.put(input, i);
      }
    }
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      Operations.Place place = place(node, nodes);
      Operation operation =
          Operations.of(node.layer(), i, shapes.get(node.name()), weights.of(node), place);
      Set<Integer> finished = new HashSet<>();
      for (String input : node.inputs()) {
        if (lastReaders.get(input) == i && values.get(input) != 0) {
          finished.add(values.get(input));
        }
      }
      if (place == Operations.Place.OVER_FIRST_INPUT) {
        finished.remove(values.get(node.inputs().get(0)));
      }
      steps.add(
          new Step(
              operation,
              node.inputs().stream().mapToInt(values::get).toArray(),
              finished.stream().mapToInt(Integer::intValue).toArray()));
    }
    return new Network(List.copyOf(steps));
  }

  /** The logits, [batch × classes × 1 × 1]. */
  Tensor forward(Tensor images, Pass pass) {
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

  private static Operations.Place place(Node node, List<Node> nodes) {
    String first = node.inputs().get(0);
    long readers = nodes.stream().flatMap(n -> n.inputs().stream()).filter(first::equals).count();
    boolean overwrites =
        node.layer() instanceof Layer.Relu
            || node.layer() instanceof Layer.Relu6
            || node.layer() instanceof Layer.Add;
    boolean spare =
        nodes.stream().anyMatch(n -> n.name().equals(first) && backwardWithoutOutput(n.layer()));
    return overwrites && readers == 1 && spare
        ? Operations.Place.OVER_FIRST_INPUT
        : Operations.Place.NEW;
  }

  /** Whether the layer's output is a tensor of its own that its backward pass does not read. */
  private static boolean backwardWithoutOutput(Layer layer) {
    return layer instanceof Layer.Conv
        || layer instanceof Layer.BatchNorm
        || layer instanceof Layer.Add;
  }
}
