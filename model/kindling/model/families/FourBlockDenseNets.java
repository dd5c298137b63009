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
 * Densely connected networks of four blocks for small images.
 *
 * <p>The blocks of Huang et al., Densely Connected Convolutional Networks, 2017, table 1, behind a
 * 3×3 convolution instead of the 7×7 one with pooling, in the form and under the names of
 * kuangliu's pytorch-cifar: what a layer adds comes before what it takes, and transitions keep half
 * of the channels.
 */
final class FourBlockDenseNets {
  /** What a layer adds, the paper's k, and how many layers each block has. */
  private record Form(int growth, List<Integer> layers) {}

  private static final Map<Integer, Form> FORMS =
      Map.of(
          121, new Form(32, List.of(6, 12, 24, 16)),
          161, new Form(48, List.of(6, 12, 36, 24)),
          169, new Form(32, List.of(6, 12, 32, 32)),
          201, new Form(32, List.of(6, 12, 48, 32)));

  static final Family FAMILY =
      new Family(
          "densenetN with N = 121, 161, 169 or 201 (for small images)",
          List.of("densenet121", "densenet161", "densenet169", "densenet201"),
          Pattern.compile("densenet(121|161|169|201)"),
          FourBlockDenseNets::of);

  private final Graph graph = new Graph();
  private final int growth;
  private String last;
  private int channels;

  private FourBlockDenseNets(int growth) {
    this.growth = growth;
  }

  private static Optional<Architecture> of(Matcher name, ImageShape input, int classes) {
    Form form = FORMS.get(Integer.valueOf(name.group(1)));
    return Optional.of(
        new FourBlockDenseNets(form.growth).build(name.group(), input, classes, form.layers));
  }

  private Architecture build(String name, ImageShape input, int classes, List<Integer> layers) {
    channels = 2 * growth;
    last = graph.add("conv1", conv(input.channels(), channels, 3), Architecture.INPUT);
    for (int block = 1; block <= layers.size(); block++) {
      for (int layer = 0; layer < layers.get(block - 1); layer++) {
        grow(String.format(Locale.ROOT, "dense%d.%d.", block, layer));
      }
      if (block < layers.size()) {
        halve(String.format(Locale.ROOT, "trans%d.", block));
      }
    }
    graph.norm("bn", channels, last);
    graph.relu("relu", "bn");
    graph.add("avgpool", new Pooling.GlobalAvgPool(), "relu");
    graph.add("linear", new Layer.Linear(channels, classes), "avgpool");
    return graph.build(name, input, classes);
  }

  private void grow(String path) {
    int inside = 4 * growth;
    String narrow = activated(path, "1", last, conv(channels, inside, 1));
    String added = activated(path, "2", narrow, conv(inside, growth, 3));
    last = graph.add(path + "concat", new Layer.Concat(), added, last);
    channels += growth;
  }

  private void halve(String path) {
    String conv = activated(path, "", last, conv(channels, channels / 2, 1));
    last = graph.add(path + "pool", new Pooling.AvgPool(2, 2), conv);
    channels /= 2;
  }

  /** A convolution after batch normalization and ReLU, their names ending in a number. */
  private String activated(String path, String number, String input, Layer.Conv conv) {
    String norm = graph.norm(path + "bn" + number, conv.inputChannels(), input);
    String relu = graph.relu(path + "relu" + number, norm);
    return graph.add(path + "conv" + number, conv, relu);
  }

  private static Layer.Conv conv(int inputs, int outputs, int kernel) {
    return new Layer.Conv(inputs, outputs, kernel, 1, kernel / 2, false);
  }
}
