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
 * Densely connected networks for small images, without dropout.
 *
 * <p>Huang et al., Densely Connected Convolutional Networks, 2017, sections 3 and 4.2: a 3×3
 * convolution, then three dense blocks with a transition between them that halves the side, in
 * which every layer takes the outputs of all layers before it. A layer of {@link Kind#PLAIN} is a
 * 3×3 convolution; one of {@link Kind#BOTTLENECK_COMPRESSED} (DenseNet-BC) has a 1×1 convolution
 * before it, and transitions keep half of the channels. Modules are named as in torchvision, whose
 * {@code DenseNet(growth, (layers,) * 3, 2 * growth)} with a 3×3 {@code conv0} and identities for
 * {@code norm0}, {@code relu0} and {@code pool0} is DenseNet-BC.
 */
final class DenseNets {
  static final Family FAMILY =
      new Family(
          "densenetN-K with N = 3n + 4 and densenet-bcN-K with N = 6n + 4 (K: channels added by a"
              + " layer)",
          List.of("densenet40-12", "densenet-bc100-12"),
          Pattern.compile("densenet(-bc)?([1-9]\\d{0,2})-([1-9]\\d?)"),
          DenseNets::of);

  /** The two forms, with how many layers with weights one dense layer has. */
  enum Kind {
    PLAIN(1),
    BOTTLENECK_COMPRESSED(2);

    private final int convolutions;

    Kind(int convolutions) {
      this.convolutions = convolutions;
    }
  }

  private static final int BLOCKS = 3;

  /** The first convolution, the transitions and the classifier. */
  private static final int OUTSIDE_BLOCKS = 4;

  private final Graph graph = new Graph();
  private final Kind kind;
  private final int growth;
  private String last;
  private int channels;

  /** Takes how many channels every layer adds: the paper's k. */
  private DenseNets(Kind kind, int growth) {
    this.kind = kind;
    this.growth = growth;
  }

  /** Whether three equal blocks add up to this depth: 3n + 4, or 6n + 4 with bottlenecks. */
  private static boolean has(Kind kind, int depth) {
    return depth > OUTSIDE_BLOCKS && (depth - OUTSIDE_BLOCKS) % (BLOCKS * kind.convolutions) == 0;
  }

  private static Optional<Architecture> of(Matcher name, ImageShape input, int classes) {
    Kind kind = name.group(1) == null ? Kind.PLAIN : Kind.BOTTLENECK_COMPRESSED;
    int growth = Integer.parseInt(name.group(3));
    return Optional.of(Integer.valueOf(name.group(2)))
        .filter(depth -> has(kind, depth))
        .map(depth -> (depth - OUTSIDE_BLOCKS) / (BLOCKS * kind.convolutions))
        .map(layers -> new DenseNets(kind, growth).build(name.group(), input, classes, layers));
  }

  private Architecture build(String name, ImageShape input, int classes, int layers) {
    channels = kind == Kind.PLAIN ? 16 : 2 * growth;
    Layer first = new Layer.Conv(input.channels(), channels, 3, 1, 1, false);
    last = graph.add("features.conv0", first, Architecture.INPUT);
    for (int block = 1; block <= BLOCKS; block++) {
      for (int layer = 1; layer <= layers; layer++) {
        grow(String.format(Locale.ROOT, "features.denseblock%d.denselayer%d.", block, layer));
      }
      if (block < BLOCKS) {
        halve(String.format(Locale.ROOT, "features.transition%d.", block));
      }
    }
    graph.norm("features.norm5", channels, last);
    graph.relu("relu", "features.norm5");
    graph.add("avgpool", new Pooling.GlobalAvgPool(), "relu");
    graph.add("classifier", new Layer.Linear(channels, classes), "avgpool");
    return graph.build(name, input, classes);
  }

  private void grow(String path) {
    String added;
    if (kind == Kind.PLAIN) {
      added = activated(path, "1", last, conv3(channels));
    } else {
      int inside = 4 * growth;
      String narrow = activated(path, "1", last, conv1(channels, inside));
      added = activated(path, "2", narrow, conv3(inside));
    }
    last = graph.add(path + "concat", new Layer.Concat(), last, added);
    channels += growth;
  }

  private void halve(String path) {
    int kept = kind == Kind.PLAIN ? channels : channels / 2;
    String conv = activated(path, "", last, conv1(channels, kept));
    last = graph.add(path + "pool", new Pooling.AvgPool(2, 2), conv);
    channels = kept;
  }

  /** A convolution after batch normalization and ReLU, their names ending in a number. */
  private String activated(String path, String number, String input, Layer.Conv conv) {
    String norm = graph.norm(path + "norm" + number, conv.inputChannels(), input);
    String relu = graph.relu(path + "relu" + number, norm);
    return graph.add(path + "conv" + number, conv, relu);
  }

  private static Layer.Conv conv1(int inputs, int outputs) {
    return new Layer.Conv(inputs, outputs, 1, 1, 0, false);
  }

  private Layer.Conv conv3(int inputs) {
    return new Layer.Conv(inputs, growth, 3, 1, 1, false);
  }
}
