package kindling.model.families;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Dropping;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Pooling;

/**
 * Wide residual networks for small images.
 *
 * <p>Zagoruyko and Komodakis, Wide Residual Networks, 2016, table 1: 6n + 4 layers, a 3×3
 * convolution to 16 channels, then three stages of n pre-activation blocks with 16k, 32k and 64k
 * channels; dropout, where asked for, stands between a block's convolutions (section 2.4). Where
 * the channels change, the shortcut is a 1×1 convolution behind the block's first activation.
 * Modules are named as in xternalz's WideResNet-pytorch.
 */
final class WideResNets {
  static final Family FAMILY =
      new Family(
          "wideresnetN-K[-dP] with N = 6n + 4 (K: times the channels, P: dropout within blocks)",
          List.of("wideresnet16-8", "wideresnet28-10", "wideresnet40-4", "wideresnet28-10-d0.3"),
          Pattern.compile("wideresnet([1-9]\\d{1,2})-([1-9]\\d?)(-d(0\\.\\d{1,4}))?"),
          WideResNets::of);

  private final Graph graph = new Graph();
  private final Optional<Layer> dropout;

  private WideResNets(Optional<Layer> dropout) {
    this.dropout = dropout;
  }

  private static Optional<Architecture> of(Matcher name, ImageShape input, int classes) {
    int depth = Integer.parseInt(name.group(1));
    int width = Integer.parseInt(name.group(2));
    Optional<Layer> dropout =
        Optional.ofNullable(name.group(4)).map(Double::valueOf).map(Dropping.Dropout::new);
    return Optional.of(depth)
        .filter(layers -> layers % 6 == 4)
        .map(
            layers ->
                new WideResNets(dropout)
                    .build(name.group(), input, classes, (layers - 4) / 6, width));
  }

  private Architecture build(String name, ImageShape input, int classes, int blocks, int width) {
    int before = 16;
    Layer first = new Layer.Conv(input.channels(), before, 3, 1, 1, false);
    String last = graph.add("conv1", first, Architecture.INPUT);
    for (int stage = 0; stage < 3; stage++) {
      int channels = 16 * width << stage;
      for (int block = 0; block < blocks; block++) {
        int stride = stage > 0 && block == 0 ? 2 : 1;
        String path = String.format(Locale.ROOT, "block%d.layer.%d.", stage + 1, block);
        last = block(path, last, before, channels, stride);
        before = channels;
      }
    }
    graph.norm("bn1", before, last);
    graph.relu("relu", "bn1");
    graph.add("avgpool", new Pooling.GlobalAvgPool(), "relu");
    graph.add("fc", new Layer.Linear(before, classes), "avgpool");
    return graph.build(name, input, classes);
  }

  private String block(String path, String input, int before, int channels, int stride) {
    String relu = activation(path, 1, input, before);
    Layer conv1 = new Layer.Conv(before, channels, 3, stride, 1, false);
    String wide = graph.add(path + "conv1", conv1, relu);
    String second = activation(path, 2, wide, channels);
    String dropped =
        dropout.map(layer -> graph.add(path + "dropout", layer, second)).orElse(second);
    Layer conv2 = new Layer.Conv(channels, channels, 3, 1, 1, false);
    String through = graph.add(path + "conv2", conv2, dropped);
    String around = input;
    if (before != channels) {
      Layer conv = new Layer.Conv(before, channels, 1, stride, 0, false);
      around = graph.add(path + "convShortcut", conv, relu);
    }
    return graph.add(path + "add", new Layer.Add(), through, around);
  }

  private String activation(String path, int number, String input, int channels) {
    String norm = graph.norm(path + "bn" + number, channels, input);
    return graph.relu(path + "relu" + number, norm);
  }
}
