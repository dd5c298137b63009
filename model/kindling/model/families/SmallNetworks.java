package kindling.model.families;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Pooling;

/** The networks without batch normalization: LeNet and the multi-layer perceptron. */
final class SmallNetworks {
  static final Family LENET =
      new Family(
          "lenet",
          List.of("lenet"),
          Pattern.compile("lenet"),
          (name, input, classes) -> Optional.of(lenet(name.group(), input, classes)));

  static final Family PERCEPTRONS =
      new Family(
          "mlp[-WIDTH...]",
          List.of("mlp", "mlp-512-256"),
          Pattern.compile("mlp((-[1-9]\\d{0,5})*)"),
          (name, input, classes) ->
              Optional.of(mlp(name.group(), input, classes, widths(name.group(1)))));

  private SmallNetworks() {}

  /** The numbers of {@code -512-256}; one layer of 256 where there are none. */
  private static List<Integer> widths(String suffix) {
    if (suffix.isEmpty()) {
      return List.of(256);
    }
    return Arrays.stream(suffix.substring(1).split("-"))
        .map(Integer::valueOf)
        .collect(Collectors.toList());
  }

  /**
   * LeNet-5 (LeCun et al., Gradient-Based Learning Applied to Document Recognition, 1998, section
   * II.B) with ReLU, max pooling and a linear output; images below 32 pixels are padded by two.
   */
  private static Architecture lenet(String name, ImageShape input, int classes) {
    int padding = Math.min(input.height(), input.width()) < 32 ? 2 : 0;
    Graph graph = new Graph();
    Layer pool = new Pooling.MaxPool(2, 2, 0);
    Layer conv1 = new Layer.Conv(input.channels(), 6, 5, 1, padding, true);
    graph.add("conv1", conv1, Architecture.INPUT);
    graph.relu("relu1", "conv1");
    graph.add("pool1", pool, "relu1");
    graph.add("conv2", new Layer.Conv(6, 16, 5, 1, 0, true), "pool1");
    graph.relu("relu2", "conv2");
    graph.add("pool2", pool, "relu2");
    graph.add("flatten", new Layer.Flatten(), "pool2");
    int features = 16 * pooled(input.height(), padding) * pooled(input.width(), padding);
    perceptron(graph, features, List.of(120, 84), classes, 3);
    return graph.build(name, input, classes);
  }

  /**
   * What the two convolutions and poolings leave of a side; at least 1, so that conv2 complains.
   */
  private static int pooled(int side, int padding) {
    return Math.max(1, ((side + 2 * padding - 4) / 2 - 4) / 2);
  }

  /** Linear layers of these hidden widths with ReLU between them. */
  private static Architecture mlp(
      String name, ImageShape input, int classes, List<Integer> hidden) {
    Graph graph = new Graph();
    graph.add("flatten", new Layer.Flatten(), Architecture.INPUT);
    perceptron(graph, input.size(), hidden, classes, 1);
    return graph.build(name, input, classes);
  }

  private static void perceptron(
      Graph graph, int features, List<Integer> hidden, int classes, int firstRelu) {
    String last = "flatten";
    int before = features;
    for (int i = 0; i < hidden.size(); i++) {
      graph.add("fc" + (i + 1), new Layer.Linear(before, hidden.get(i)), last);
      last = graph.relu("relu" + (firstRelu + i), "fc" + (i + 1));
      before = hidden.get(i);
    }
    graph.add("fc" + (hidden.size() + 1), new Layer.Linear(before, classes), last);
  }
}
