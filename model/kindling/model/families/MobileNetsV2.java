package kindling.model.families;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Dropping;
import kindling.model.architecture.Elementwise;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Pooling;

/**
 * Networks of inverted residuals with linear bottlenecks.
 *
 * <p>Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks, 2018, table 2: a block
 * widens its input by a 1×1 convolution, convolves each channel by itself, and narrows the result
 * by a 1×1 convolution without activation; blocks that keep the shape add their input. ReLU6 is the
 * activation. For images of about 32 pixels the first convolution and the first stage of stride 2
 * have stride 1, as in kuangliu's pytorch-cifar. Modules and channels under a width multiplier are
 * those of torchvision.
 */
final class MobileNetsV2 {
  /** The paper's t, c, n and s. */
  private record Stage(int expansion, int channels, int blocks, int stride) {}

  private static final List<Stage> STAGES =
      List.of(
          new Stage(1, 16, 1, 1),
          new Stage(6, 24, 2, 2),
          new Stage(6, 32, 3, 2),
          new Stage(6, 64, 4, 2),
          new Stage(6, 96, 3, 1),
          new Stage(6, 160, 3, 2),
          new Stage(6, 320, 1, 1));

  private static final int LAST = 1280;

  static final Family FAMILY =
      new Family(
          "mobilenetv2[-wX][-cifar]",
          List.of("mobilenetv2", "mobilenetv2-w0.5", "mobilenetv2-cifar"),
          Pattern.compile("mobilenetv2" + WidthMultiplier.SUFFIX + "(?<cifar>-cifar)?"),
          (name, input, classes) ->
              WidthMultiplier.of(name)
                  .map(width -> new MobileNetsV2(width).build(name, input, classes)));

  private final Graph graph = new Graph();
  private final WidthMultiplier width;
  private int modules;

  private MobileNetsV2(WidthMultiplier width) {
    this.width = width;
  }

  private Architecture build(Matcher name, ImageShape input, int classes) {
    boolean small = name.group("cifar") != null;
    int before = width.multipleOf8(32);
    Layer.Conv first = new Layer.Conv(input.channels(), before, 3, small ? 1 : 2, 1, false);
    String last = activated(next(), first, Architecture.INPUT);
    for (int stage = 0; stage < STAGES.size(); stage++) {
      Stage of = STAGES.get(stage);
      int channels = width.multipleOf8(of.channels);
      for (int block = 0; block < of.blocks; block++) {
        int stride = block > 0 || small && stage == 1 ? 1 : of.stride;
        last = block(next() + ".conv.", last, before, channels, stride, of.expansion);
        before = channels;
      }
    }
    int wide = new WidthMultiplier(Math.max(1, width.factor())).multipleOf8(LAST);
    last = activated(next(), new Layer.Conv(before, wide, 1, 1, 0, false), last);
    graph.add("avgpool", new Pooling.GlobalAvgPool(), last);
    graph.add("classifier.0", new Dropping.Dropout(0.2), "avgpool");
    graph.add("classifier.1", new Layer.Linear(wide, classes), "classifier.0");
    return graph.build(name.group(), input, classes);
  }

  private String block(
      String path, String input, int before, int channels, int stride, int expansion) {
    int inside = before * expansion;
    int module = 0;
    String last = input;
    if (expansion > 1) {
      last = activated(path + module++, new Layer.Conv(before, inside, 1, 1, 0, false), last);
    }
    Layer.Conv depthwise = new Layer.Conv(inside, inside, 3, stride, 1, inside, false);
    last = activated(path + module++, depthwise, last);
    last = graph.add(path + module++, new Layer.Conv(inside, channels, 1, 1, 0, false), last);
    last = graph.norm(path + module, channels, last);
    return stride == 1 && before == channels
        ? graph.add(path + "add", new Layer.Add(), input, last)
        : last;
  }

  /** A convolution with batch normalization and ReLU6, numbered within their module. */
  private String activated(String module, Layer.Conv conv, String input) {
    String name = graph.add(module + ".0", conv, input);
    String norm = graph.norm(module + ".1", conv.outputChannels(), name);
    return graph.add(module + ".2", new Elementwise.Relu6(), norm);
  }

  /** The next place in torchvision's sequence of modules. */
  private String next() {
    return "features." + modules++;
  }
}
