package kindling.model.families;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Pooling;

/**
 * VGG networks with batch normalization for small images.
 *
 * <p>Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition,
 * 2015, table 1, columns A, B, D and E: five stages of 3×3 convolutions, each ended by pooling that
 * halves the side. Batch normalization follows every convolution, and one linear layer stands in
 * for the paper's three, as is usual on CIFAR. Modules are named as in torchvision's {@code
 * vgg11_bn}, with a single linear {@code classifier}. Images below 32×32 leave nothing to pool and
 * are refused; what larger ones leave is averaged before the classifier.
 */
final class Vggs {
  /** Convolutions of each stage by the count of layers with weights in the paper. */
  private static final Map<Integer, List<Integer>> STAGES =
      Map.of(
          11, List.of(1, 1, 2, 2, 2),
          13, List.of(2, 2, 2, 2, 2),
          16, List.of(2, 2, 3, 3, 3),
          19, List.of(2, 2, 4, 4, 4));

  static final Family FAMILY =
      new Family(
          "vgg11, vgg13, vgg16, vgg19",
          List.of("vgg11", "vgg13", "vgg16", "vgg19"),
          Pattern.compile("vgg([1-9]\\d)"),
          (name, input, classes) ->
              Optional.ofNullable(STAGES.get(Integer.valueOf(name.group(1))))
                  .map(stages -> new Vggs().build(name.group(), input, classes, stages)));

  private final Graph graph = new Graph();
  private int modules;

  private Vggs() {}

  private Architecture build(String name, ImageShape input, int classes, List<Integer> stages) {
    String last = Architecture.INPUT;
    int before = input.channels();
    for (int stage = 0; stage < stages.size(); stage++) {
      int channels = Math.min(64 << stage, 512);
      for (int i = 0; i < stages.get(stage); i++) {
        last = convolution(last, before, channels);
        before = channels;
      }
      last = graph.add(next(), new Pooling.MaxPool(2, 2, 0), last);
    }
    graph.add("avgpool", new Pooling.GlobalAvgPool(), last);
    graph.add("classifier", new Layer.Linear(before, classes), "avgpool");
    return graph.build(name, input, classes);
  }

  private String convolution(String input, int before, int channels) {
    String conv = graph.add(next(), new Layer.Conv(before, channels, 3, 1, 1, true), input);
    String norm = graph.norm(next(), channels, conv);
    return graph.relu(next(), norm);
  }

  /** The next place in torchvision's sequence of modules. */
  private String next() {
    return "features." + modules++;
  }
}
