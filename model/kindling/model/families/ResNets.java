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
 * Residual networks of three stages of basic blocks for small images.
 *
 * <p>He et al., Deep Residual Learning for Image Recognition, 2015, section 4.2: 6n + 2 layers of
 * 16-32-64 channels, named as in akamaster's pytorch_resnet_cifar10. Depths that name a network of
 * {@link FourStageResNets} are not among them.
 */
final class ResNets {
  static final Family FAMILY =
      new Family(
          "resnetN[-wK][-b] with other N = 6n + 2 (for small images; K: times the channels, b:"
              + " projection shortcuts)",
          List.of(
              "resnet8",
              "resnet14",
              "resnet20",
              "resnet32",
              "resnet44",
              "resnet56",
              "resnet110",
              "resnet20-b",
              "resnet20-w2"),
          Pattern.compile("resnet([1-9]\\d{0,3})(-w([1-9]\\d?))?(-b)?"),
          ResNets::of);

  /** How a block's input reaches its output where the shape changes. */
  private enum Shortcut {
    /** Option A: subsampled, zero channels added half before and half after. */
    PADDED,
    /** Option B: a 1×1 convolution and batch normalization. */
    PROJECTED
  }

  private final Graph graph = new Graph();
  private final Shortcut shortcut;

  private ResNets(Shortcut shortcut) {
    this.shortcut = shortcut;
  }

  private static Optional<Architecture> of(Matcher resnet, ImageShape input, int classes) {
    int depth = Integer.parseInt(resnet.group(1));
    int width = resnet.group(3) == null ? 1 : Integer.parseInt(resnet.group(3));
    Shortcut shortcut = resnet.group(4) == null ? Shortcut.PADDED : Shortcut.PROJECTED;
    if (depth < 8 || depth % 6 != 2 || FourStageResNets.stages(depth).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        new ResNets(shortcut).build(resnet.group(), input, classes, 16 * width, (depth - 2) / 6));
  }

  private Architecture build(String name, ImageShape input, int classes, int width, int blocks) {
    graph.add("conv1", conv3(input.channels(), width, 1), Architecture.INPUT);
    graph.norm("bn1", width, "conv1");
    String last = graph.relu("relu", "bn1");
    int before = width;
    for (int stage = 0; stage < 3; stage++) {
      int channels = width << stage;
      for (int block = 0; block < blocks; block++) {
        int stride = stage > 0 && block == 0 ? 2 : 1;
        last =
            block(
                String.format(Locale.ROOT, "layer%d.%d.", stage + 1, block),
                last,
                before,
                channels,
                stride);
        before = channels;
      }
    }
    graph.add("avgpool", new Pooling.GlobalAvgPool(), last);
    graph.add("linear", new Layer.Linear(before, classes), "avgpool");
    return graph.build(name, input, classes);
  }

  private String block(String path, String input, int before, int channels, int stride) {
    graph.add(path + "conv1", conv3(before, channels, stride), input);
    graph.norm(path + "bn1", channels, path + "conv1");
    graph.relu(path + "relu1", path + "bn1");
    graph.add(path + "conv2", conv3(channels, channels, 1), path + "relu1");
    graph.norm(path + "bn2", channels, path + "conv2");
    String around = stride == 1 ? input : shortcut(path, input, before, channels, stride);
    graph.add(path + "add", new Layer.Add(), path + "bn2", around);
    return graph.relu(path + "relu2", path + "add");
  }

  private String shortcut(String path, String input, int before, int channels, int stride) {
    String name = path + "shortcut";
    if (shortcut == Shortcut.PADDED) {
      int added = (channels - before) / 2;
      return graph.add(name, new Layer.PadShortcut(stride, added, added), input);
    }
    graph.add(name + ".0", new Layer.Conv(before, channels, 1, stride, 0, false), input);
    return graph.norm(name + ".1", channels, name + ".0");
  }

  private static Layer conv3(int inputs, int outputs, int stride) {
    return new Layer.Conv(inputs, outputs, 3, stride, 1, false);
  }
}
