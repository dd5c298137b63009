package kindling.model.families;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Pooling;

/**
 * Residual networks for large images.
 *
 * <p>He et al., Deep Residual Learning for Image Recognition, 2015, table 1: a 7×7 convolution of
 * stride 2 and max pooling, four stages of basic blocks (18 and 34 layers) or bottlenecks (50, 101
 * and 152), projection shortcuts where the shape changes. Named as in torchvision, whose
 * bottlenecks take their stride in the 3×3 convolution.
 */
final class ImageNetResNets {
  /** Blocks of each stage by the count of layers with weights. */
  private static final Map<Integer, List<Integer>> STAGES =
      Map.of(
          18, List.of(2, 2, 2, 2),
          34, List.of(3, 4, 6, 3),
          50, List.of(3, 4, 6, 3),
          101, List.of(3, 4, 23, 3),
          152, List.of(3, 8, 36, 3));

  static final Family FAMILY =
      new Family(
          "resnetN-imagenet with N = 18, 34, 50, 101 or 152 (7×7 stem, for large images)",
          List.of("resnet18-imagenet", "resnet34-imagenet", "resnet50-imagenet"),
          Pattern.compile("resnet(18|34|50|101|152)-imagenet"),
          ImageNetResNets::of);

  private static final int BOTTLENECKS_FROM = 50;

  private final Graph graph = new Graph();
  private final int expansion;

  private ImageNetResNets(int depth) {
    this.expansion = depth < BOTTLENECKS_FROM ? 1 : 4;
  }

  private static Optional<Architecture> of(Matcher name, ImageShape input, int classes) {
    int depth = Integer.parseInt(name.group(1));
    return Optional.of(
        new ImageNetResNets(depth).build(name.group(), input, classes, STAGES.get(depth)));
  }

  private Architecture build(String name, ImageShape input, int classes, List<Integer> blocks) {
    graph.add("conv1", conv(input.channels(), 64, 7, 2), Architecture.INPUT);
    graph.norm("bn1", 64, "conv1");
    graph.relu("relu", "bn1");
    String last = graph.add("maxpool", new Pooling.MaxPool(3, 2, 1), "relu");
    int before = 64;
    for (int stage = 0; stage < blocks.size(); stage++) {
      int channels = 64 << stage;
      for (int block = 0; block < blocks.get(stage); block++) {
        int stride = stage > 0 && block == 0 ? 2 : 1;
        last = block("layer%d.%d.".formatted(stage + 1, block), last, before, channels, stride);
        before = channels * expansion;
      }
    }
    graph.add("avgpool", new Pooling.GlobalAvgPool(), last);
    graph.add("fc", new Layer.Linear(before, classes), "avgpool");
    return graph.build(name, input, classes);
  }

  private String block(String path, String input, int before, int channels, int stride) {
    int outputs = channels * expansion;
    String through =
        expansion == 1
            ? basic(path, input, before, channels, stride)
            : bottleneck(path, input, before, channels, stride);
    String around = input;
    if (before != outputs) {
      graph.add(path + "downsample.0", conv(before, outputs, 1, stride), input);
      around = graph.norm(path + "downsample.1", outputs, path + "downsample.0");
    }
    graph.add(path + "add", new Layer.Add(), through, around);
    return graph.relu(path + "relu", path + "add");
  }

  private String basic(String path, String input, int before, int channels, int stride) {
    String first = normalized(path, 1, conv(before, channels, 3, stride), input);
    return normalized(path, 2, conv(channels, channels, 3, 1), graph.relu(path + "relu1", first));
  }

  private String bottleneck(String path, String input, int before, int channels, int stride) {
    String narrow = normalized(path, 1, conv(before, channels, 1, 1), input);
    String second =
        normalized(
            path, 2, conv(channels, channels, 3, stride), graph.relu(path + "relu1", narrow));
    return normalized(
        path, 3, conv(channels, channels * expansion, 1, 1), graph.relu(path + "relu2", second));
  }

  private String normalized(String path, int number, Layer.Conv conv, String input) {
    String name = graph.add(path + "conv" + number, conv, input);
    return graph.norm(path + "bn" + number, conv.outputChannels(), name);
  }

  /** A convolution that keeps the side, or halves it upwards, without a bias. */
  private static Layer.Conv conv(int inputs, int outputs, int kernel, int stride) {
    return new Layer.Conv(inputs, outputs, kernel, stride, kernel / 2, false);
  }
}
