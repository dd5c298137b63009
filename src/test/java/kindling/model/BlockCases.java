package kindling.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Elementwise;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.architecture.Pooling;

/** The blocks of the families for large images, each in a network of its own, narrow and small. */
final class BlockCases {
  private static final ImageShape SHAPE = new ImageShape(2, 6, 6);

  private final List<Node> nodes = new ArrayList<>();
  private String last = Architecture.INPUT;

  private BlockCases() {}

  static Stream<Architecture> all() {
    return Stream.of(separable(), invertedResiduals(), basicBlocks(), bottlenecks());
  }

  /**
   * MobileNetV1's pairs: a depthwise convolution, here of stride 1 and 2, and a 1×1 convolution.
   */
  private static Architecture separable() {
    BlockCases net = new BlockCases();
    net.normalized("first", new Layer.Conv(2, 4, 3, 1, 1, false))
        .then("relu", new Elementwise.Relu());
    for (int stride = 1; stride <= 2; stride++) {
      Layer.Conv depthwise = new Layer.Conv(4, 4, 3, stride, 1, 4, false);
      net.normalized("depthwise" + stride, depthwise)
          .then("relu1." + stride, new Elementwise.Relu());
      net.normalized("pointwise" + stride, pointwise(4, 4, 1));
      net.then("relu2." + stride, new Elementwise.Relu());
    }
    return net.build("separable", 4);
  }

  /** MobileNetV2's blocks: one that adds its input, one that halves the side. */
  private static Architecture invertedResiduals() {
    BlockCases net = new BlockCases();
    net.normalized("first", new Layer.Conv(2, 3, 3, 1, 1, false))
        .then("relu6", new Elementwise.Relu6());
    for (int stride = 1; stride <= 2; stride++) {
      String input = net.last;
      String block = "block" + stride + ".";
      net.normalized(block + "widen", pointwise(3, 6, 1))
          .then(block + "1", new Elementwise.Relu6());
      net.normalized(block + "depthwise", new Layer.Conv(6, 6, 3, stride, 1, 6, false));
      net.then(block + "2", new Elementwise.Relu6())
          .normalized(block + "narrow", pointwise(6, 3, 1));
      if (stride == 1) {
        net.node(block + "add", new Layer.Add(), input, net.last);
      }
    }
    return net.build("inverted-residuals", 3);
  }

  /** ResNet-18's blocks: one of stride 2 with a projection, one that keeps the shape. */
  private static Architecture basicBlocks() {
    BlockCases net = new BlockCases();
    net.branch("block1", new Layer.Conv(2, 3, 3, 2, 1, false), square(3, 1));
    net.joined("block1", net.projection("block1", Architecture.INPUT, pointwise(2, 3, 2)));
    String input = net.last;
    net.branch("block2", square(3, 1), square(3, 1)).joined("block2", input);
    return net.build("basic-blocks", 3);
  }

  /** ResNet-50's blocks: stride 2 in the 3×3 convolution with a projection, and the same shape. */
  private static Architecture bottlenecks() {
    BlockCases net = new BlockCases();
    net.branch("block1", pointwise(2, 2, 1), square(2, 2), pointwise(2, 8, 1));
    net.joined("block1", net.projection("block1", Architecture.INPUT, pointwise(2, 8, 2)));
    String input = net.last;
    net.branch("block2", pointwise(8, 2, 1), square(2, 1), pointwise(2, 8, 1));
    return net.joined("block2", input).build("bottlenecks", 8);
  }

  private static Layer.Conv pointwise(int inputs, int outputs, int stride) {
    return new Layer.Conv(inputs, outputs, 1, stride, 0, false);
  }

  private static Layer.Conv square(int channels, int stride) {
    return new Layer.Conv(channels, channels, 3, stride, 1, false);
  }

  /** Normalized convolutions with ReLUs between them. */
  private BlockCases branch(String block, Layer.Conv... convs) {
    for (int i = 0; i < convs.length; i++) {
      if (i > 0) {
        then(block + ".relu" + i, new Elementwise.Relu());
      }
      normalized(block + ".conv" + i, convs[i]);
    }
    return this;
  }

  /** A projection of a block's input; what went through the block stays the last. */
  private String projection(String block, String input, Layer.Conv conv) {
    String through = last;
    last = input;
    String projection = normalized(block + ".projection", conv).last;
    last = through;
    return projection;
  }

  /** The sum of what went through a block and around it, rectified. */
  private BlockCases joined(String block, String around) {
    return node(block + ".add", new Layer.Add(), last, around)
        .then(block + ".relu", new Elementwise.Relu());
  }

  private BlockCases normalized(String name, Layer.Conv conv) {
    return then(name, conv)
        .then(name + "_norm", new Layer.BatchNorm(conv.outputChannels(), 0.1, 1e-5));
  }

  private BlockCases then(String name, Layer layer) {
    return node(name, layer, last);
  }

  private BlockCases node(String name, Layer layer, String... inputs) {
    nodes.add(new Node(name, layer, List.of(inputs)));
    last = name;
    return this;
  }

  private Architecture build(String name, int channels) {
    then("pool", new Pooling.GlobalAvgPool()).then("head", new Layer.Linear(channels, 3));
    return new Architecture(name, SHAPE, 3, nodes);
  }
}
