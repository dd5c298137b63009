package kindling.model.families;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Pooling;

/**
 * Networks of depthwise separable convolutions.
 *
 * <p>Howard et al., MobileNets: Efficient Convolutional Neural Networks for Mobile Vision
 * Applications, 2017, table 1: a 3×3 convolution, then thirteen pairs of a depthwise 3×3 and a 1×1
 * convolution, each with batch normalization and ReLU. The width multiplier (section 3.3) scales
 * all channels. For images of about 32 pixels the first convolution's stride is 1. Modules are
 * named as in kuangliu's pytorch-cifar.
 */
final class MobileNetsV1 {
  /** What a pair gives, and the stride of its depthwise convolution. */
  private record Pair(int channels, int stride) {}

  private static final List<Pair> PAIRS =
      List.of(
          new Pair(64, 1),
          new Pair(128, 2),
          new Pair(128, 1),
          new Pair(256, 2),
          new Pair(256, 1),
          new Pair(512, 2),
          new Pair(512, 1),
          new Pair(512, 1),
          new Pair(512, 1),
          new Pair(512, 1),
          new Pair(512, 1),
          new Pair(1024, 2),
          new Pair(1024, 1));

  static final Family FAMILY =
      new Family(
          "mobilenetv1[-wX][-cifar] (X: times the channels; cifar: for small images)",
          List.of("mobilenetv1", "mobilenetv1-w0.5", "mobilenetv1-cifar"),
          Pattern.compile("mobilenetv1" + WidthMultiplier.SUFFIX + "(?<cifar>-cifar)?"),
          (name, input, classes) ->
              WidthMultiplier.of(name)
                  .map(width -> new MobileNetsV1(width).build(name, input, classes)));

  private final Graph graph = new Graph();
  private final WidthMultiplier width;

  private MobileNetsV1(WidthMultiplier width) {
    this.width = width;
  }

  private Architecture build(Matcher name, ImageShape input, int classes) {
    int stride = name.group("cifar") == null ? 2 : 1;
    int before = width.whole(32);
    Layer.Conv first = new Layer.Conv(input.channels(), before, 3, stride, 1, false);
    String last = activated("", 1, first, Architecture.INPUT);
    for (int i = 0; i < PAIRS.size(); i++) {
      String path = String.format(Locale.ROOT, "layers.%d.", i);
      int channels = width.whole(PAIRS.get(i).channels);
      Layer.Conv depthwise =
          new Layer.Conv(before, before, 3, PAIRS.get(i).stride, 1, before, false);
      last = activated(path, 1, depthwise, last);
      last = activated(path, 2, new Layer.Conv(before, channels, 1, 1, 0, false), last);
      before = channels;
    }
    graph.add("avgpool", new Pooling.GlobalAvgPool(), last);
    graph.add("linear", new Layer.Linear(before, classes), "avgpool");
    return graph.build(name.group(), input, classes);
  }

  private String activated(String path, int number, Layer.Conv conv, String input) {
    String name = graph.add(path + "conv" + number, conv, input);
    String norm = graph.norm(path + "bn" + number, conv.outputChannels(), name);
    return graph.relu(path + "relu" + number, norm);
  }
}
