package kindling.model.families;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Pooling;

/**
 * Residual networks of four stages.
 *
 * <p>He et al., Deep Residual Learning for Image Recognition, 2015, table 1: basic blocks (18 and
 * 34 layers) or bottlenecks (50, 101 and 152) of 64-128-256-512 channels, projection shortcuts
 * where the shape changes. {@link Stem#LARGE} is the paper's; {@link Stem#SMALL} is the form of
 * kuangliu's pytorch-cifar. Both are named as in torchvision, whose bottlenecks take their stride
 * in the 3×3 convolution.
 */
final class FourStageResNets {
  /** Blocks of each stage by the count of layers with weights. */
  private static final Map<Integer, List<Integer>> STAGES =
      Map.of(
          18, List.of(2, 2, 2, 2),
          34, List.of(3, 4, 6, 3),
          50, List.of(3, 4, 6, 3),
          101, List.of(3, 4, 23, 3),
          152, List.of(3, 8, 36, 3));

  private static final int BOTTLENECKS_FROM = 50;

  static final Family CIFAR =
      new Family(
          "resnetN[-wK] with N = 18, 34, 50, 101 or 152 (3×3 stem, for small images; K: times the"
              + " channels)",
          List.of("resnet18", "resnet34", "resnet50", "resnet101", "resnet152"),
          Pattern.compile("resnet(?<depth>18|34|50|101|152)(-w(?<width>[1-9]\\d?))?"),
          (name, input, classes) -> {
            String times = name.group("width");
            int width = 64 * (times == null ? 1 : Integer.parseInt(times));
            return of(name, Stem.SMALL, width, input, classes);
          });

  static final Family IMAGENET =
      new Family(
          "resnetN-imagenet with N = 18, 34, 50, 101 or 152 (7×7 stem, for large images)",
          List.of("resnet18-imagenet", "resnet34-imagenet", "resnet50-imagenet"),
          Pattern.compile("resnet(?<depth>18|34|50|101|152)-imagenet"),
          (name, input, classes) -> of(name, Stem.LARGE, 64, input, classes));

  /** What stands before the stages. */
  private enum Stem {
    /** A 3×3 convolution of stride 1. */
    SMALL,
    /** A 7×7 convolution of stride 2 and max pooling. */
    LARGE
  }

  private final Graph graph = new Graph();
  private final int expansion;

  private FourStageResNets(int depth) {
    this.expansion = depth < BOTTLENECKS_FROM ? 1 : 4;
  }

  /** The blocks of each stage of a network of this depth, if there is one. */
  static Optional<List<Integer>> stages(int depth) {
    return Optional.ofNullable(STAGES.get(depth));
  }

  private static Optional<Architecture> of(
      Matcher name, Stem stem, int width, ImageShape input, int classes) {
    int depth = Integer.parseInt(name.group("depth"));
    FourStageResNets network = new FourStageResNets(depth);
    String last = network.stem(stem, input.channels(), width);
    return stages(depth)
        .map(blocks -> network.build(name.group(), input, classes, width, blocks, last));
  }

  private String stem(Stem stem, int channels, int width) {
    Layer.Conv first = stem == Stem.LARGE ? conv(channels, width, 7, 2) : conv3(channels, width);
    graph.add("conv1", first, Architecture.INPUT);
    graph.norm("bn1", width, "conv1");
    graph.relu("relu", "bn1");
    return stem == Stem.LARGE ? graph.add("maxpool", new Pooling.MaxPool(3, 2, 1), "relu") : "relu";
  }

  private Architecture build(
      String name, ImageShape input, int classes, int width, List<Integer> blocks, String stem) {
    String last = stem;
    int before = width;
    for (int stage = 0; stage < blocks.size(); stage++) {
      int channels = width << stage;
      for (int block = 0; block < blocks.get(stage); block++) {
        int stride = stage > 0 && block == 0 ? 2 : 1;
        last =
            block(
                String.format(Locale.ROOT, "layer%d.%d.", stage + 1, block),
                last,
                before,
                channels,
                stride);
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
    return normalized(path, 2, conv3(channels, channels), graph.relu(path + "relu1", first));
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

  private static Layer.Conv conv3(int inputs, int outputs) {
    return conv(inputs, outputs, 3, 1);
  }

  /** A convolution that keeps the side, or halves it upwards, without a bias. */
  private static Layer.Conv conv(int inputs, int outputs, int kernel, int stride) {
    return new Layer.Conv(inputs, outputs, kernel, stride, kernel / 2, false);
  }
}
