package kindling.model.families;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Pooling;

/**
 * Residual networks of four stages for small images whose blocks normalize and rectify before they
 * convolve.
 *
 * <p>The blocks of He et al., Identity Mappings in Deep Residual Networks, 2016, in the form and
 * under the names of kuangliu's pytorch-cifar: a 3×3 convolution, basic blocks (18 and 34 layers)
 * or bottlenecks (50, 101 and 152) of 64-128-256-512 channels, 1×1 convolutions behind the first
 * activation as shortcuts where the shape changes, and no normalization behind the last block.
 */
final class FourStagePreActResNets {
  static final Family FAMILY =
      new Family(
          "preactresnetN with N = 18, 34, 50, 101 or 152 (for small images)",
          List.of("preactresnet18", "preactresnet34", "preactresnet50"),
          Pattern.compile("preactresnet(18|34|50|101|152)"),
          FourStagePreActResNets::of);

  private static final int BOTTLENECKS_FROM = 50;

  private final Graph graph = new Graph();
  private final int expansion;

  private FourStagePreActResNets(int depth) {
    this.expansion = depth < BOTTLENECKS_FROM ? 1 : 4;
  }

  private static Optional<Architecture> of(Matcher name, ImageShape input, int classes) {
    int depth = Integer.parseInt(name.group(1));
    return FourStageResNets.stages(depth)
        .map(
            blocks ->
                new FourStagePreActResNets(depth).build(name.group(), input, classes, blocks));
  }

  private Architecture build(String name, ImageShape input, int classes, List<Integer> blocks) {
    String last = graph.add("conv1", conv(input.channels(), 64, 3, 1), Architecture.INPUT);
    int before = 64;
    for (int stage = 0; stage < blocks.size(); stage++) {
      int channels = 64 << stage;
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
    graph.add("linear", new Layer.Linear(before, classes), "avgpool");
    return graph.build(name, input, classes);
  }

  private String block(String path, String input, int before, int channels, int stride) {
    int outputs = channels * expansion;
    String relu = activation(path, 1, input, before);
    String through =
        expansion == 1
            ? basic(path, relu, before, channels, stride)
            : bottleneck(path, relu, before, channels, stride);
    String around =
        before == outputs
            ? input
            : graph.add(path + "shortcut.0", conv(before, outputs, 1, stride), relu);
    return graph.add(path + "add", new Layer.Add(), through, around);
  }

  private String basic(String path, String relu, int before, int channels, int stride) {
    String first = graph.add(path + "conv1", conv(before, channels, 3, stride), relu);
    String second = activation(path, 2, first, channels);
    return graph.add(path + "conv2", conv(channels, channels, 3, 1), second);
  }

  private String bottleneck(String path, String relu, int before, int channels, int stride) {
    String narrow = graph.add(path + "conv1", conv(before, channels, 1, 1), relu);
    String second = activation(path, 2, narrow, channels);
    String conv = graph.add(path + "conv2", conv(channels, channels, 3, stride), second);
    String third = activation(path, 3, conv, channels);
    return graph.add(path + "conv3", conv(channels, channels * expansion, 1, 1), third);
  }

  private String activation(String path, int number, String input, int channels) {
    String norm = graph.norm(path + "bn" + number, channels, input);
    return graph.relu(path + "relu" + number, norm);
  }

  private static Layer.Conv conv(int inputs, int outputs, int kernel, int stride) {
    return new Layer.Conv(inputs, outputs, kernel, stride, kernel / 2, false);
  }
}
