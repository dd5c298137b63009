package kindling.model.families;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Pooling;

/**
 * Residual networks for small images whose blocks normalize and rectify before they convolve.
 *
 * <p>He et al., Identity Mappings in Deep Residual Networks, 2016, section 5 and appendix: a 3×3
 * convolution, three stages of equal blocks of 16-32-64 channels (four times that for bottlenecks),
 * and a last batch normalization before pooling. In the first block of a stage the shortcut starts
 * behind the activation, in the others before it. Basic blocks change their channels by shortcuts
 * without parameters (option A of He et al., 2015), bottlenecks by 1×1 convolutions; these take
 * their stride in the 3×3 convolution, as in fb.resnet.torch. Modules are named as in kuangliu's
 * pytorch-cifar; the last normalization, which it lacks, is {@code bn}.
 */
final class PreActResNets {
  static final Family FAMILY =
      new Family(
          "preactresnetN with other N = 6n + 2 below 164 (basic blocks) and 9n + 2 from there"
              + " (bottlenecks)",
          List.of("preactresnet20", "preactresnet110", "preactresnet164"),
          Pattern.compile("preactresnet([1-9]\\d{0,3})"),
          (name, input, classes) ->
              Optional.of(Integer.valueOf(name.group(1)))
                  .filter(PreActResNets::has)
                  .map(depth -> of(name.group(), input, classes, depth)));

  /** Basic blocks below this depth, bottlenecks from it on, as in the paper. */
  private static final int BOTTLENECKS_FROM = 164;

  private static final int EXPANSION = 4;

  private final Graph graph = new Graph();
  private final boolean bottleneck;

  private PreActResNets(int depth) {
    this.bottleneck = bottleneck(depth);
  }

  private static boolean bottleneck(int depth) {
    return depth >= BOTTLENECKS_FROM;
  }

  /**
   * Whether equal blocks add up to this depth, 6n + 2 below 164 layers and 9n + 2 from there, and
   * no network of {@link FourStagePreActResNets} has it.
   */
  private static boolean has(int depth) {
    return depth >= 8
        && (depth - 2) % layersPerTriple(depth) == 0
        && FourStageResNets.stages(depth).isEmpty();
  }

  /** Layers with weights in three blocks, one of each stage. */
  private static int layersPerTriple(int depth) {
    return bottleneck(depth) ? 9 : 6;
  }

  private static Architecture of(String name, ImageShape input, int classes, int depth) {
    return new PreActResNets(depth)
        .build(name, input, classes, (depth - 2) / layersPerTriple(depth));
  }

  private Architecture build(String name, ImageShape input, int classes, int blocks) {
    int before = 16;
    String last = graph.add("conv1", conv3(input.channels(), before, 1), Architecture.INPUT);
    for (int stage = 0; stage < 3; stage++) {
      int channels = 16 << stage;
      for (int block = 0; block < blocks; block++) {
        String path = String.format(Locale.ROOT, "layer%d.%d.", stage + 1, block);
        String relu = activation(path, 1, last, before);
        int stride = stage > 0 && block == 0 ? 2 : 1;
        String through =
            bottleneck
                ? bottleneck(path, relu, before, channels, stride)
                : basic(path, relu, before, channels, stride);
        String around = block == 0 ? shortcut(path, relu, before, channels, stride) : last;
        last = graph.add(path + "add", new Layer.Add(), through, around);
        before = outputs(channels);
      }
    }
    graph.norm("bn", before, last);
    graph.relu("relu", "bn");
    graph.add("avgpool", new Pooling.GlobalAvgPool(), "relu");
    graph.add("linear", new Layer.Linear(before, classes), "avgpool");
    return graph.build(name, input, classes);
  }

  private int outputs(int channels) {
    return bottleneck ? EXPANSION * channels : channels;
  }

  private String basic(String path, String relu, int before, int channels, int stride) {
    String first = graph.add(path + "conv1", conv3(before, channels, stride), relu);
    String again = activation(path, 2, first, channels);
    return graph.add(path + "conv2", conv3(channels, channels, 1), again);
  }

  private String bottleneck(String path, String relu, int before, int channels, int stride) {
    String narrow = graph.add(path + "conv1", conv1(before, channels, 1), relu);
    String second = activation(path, 2, narrow, channels);
    String conv = graph.add(path + "conv2", conv3(channels, channels, stride), second);
    String third = activation(path, 3, conv, channels);
    return graph.add(path + "conv3", conv1(channels, outputs(channels), 1), third);
  }

  /** From the activation of a stage's first block to its sum. */
  private String shortcut(String path, String relu, int before, int channels, int stride) {
    if (before == outputs(channels)) {
      return relu;
    } else if (bottleneck) {
      return graph.add(path + "shortcut.0", conv1(before, outputs(channels), stride), relu);
    }
    int added = (channels - before) / 2;
    return graph.add(path + "shortcut", new Layer.PadShortcut(stride, added, added), relu);
  }

  private String activation(String path, int number, String input, int channels) {
    String norm = graph.norm(path + "bn" + number, channels, input);
    return graph.relu(path + "relu" + number, norm);
  }

  private static Layer conv1(int inputs, int outputs, int stride) {
    return new Layer.Conv(inputs, outputs, 1, stride, 0, false);
  }

  private static Layer conv3(int inputs, int outputs, int stride) {
    return new Layer.Conv(inputs, outputs, 3, stride, 1, false);
  }
}
