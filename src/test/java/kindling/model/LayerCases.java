package kindling.model;

import java.util.List;
import java.util.stream.Stream;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Elementwise;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.architecture.Padding;
import kindling.model.architecture.Pooling;
import kindling.model.families.Families;

/** Networks with layers of every kind, alone and as families join them. */
public final class LayerCases {
  private LayerCases() {}

  private static final ImageShape SHAPE = new ImageShape(2, 6, 6);
  private static final Padding UNEVEN = new Padding(0, 1, 2, 0);

  public static Stream<Architecture> layers() {
    Layer conv = new Layer.Conv(2, 4, 3, 1, 1, true);
    Layer norm = new Layer.BatchNorm(4, 0.1, 1e-5);
    Layer global = new Pooling.GlobalAvgPool();
    Layer head = new Layer.Linear(4, 3);
    Layer flatten = new Layer.Flatten();
    Layer pad = new Layer.PadShortcut(3, 1, 0);
    return Stream.of(
        SmallCases.chain(SHAPE, 3, flatten, new Layer.Linear(72, 3)),
        SmallCases.chain(
            SHAPE,
            3,
            flatten,
            new Layer.Linear(72, 5),
            new Elementwise.Relu(),
            new Layer.Linear(5, 3)),
        SmallCases.chain(
            SHAPE, 3, flatten, new Layer.Linear(72, 4), norm, new Elementwise.Relu(), head),
        SmallCases.chain(SHAPE, 3, conv, global, head),
        SmallCases.chain(SHAPE, 3, conv, norm, new Elementwise.Gelu(), global, head),
        SmallCases.chain(SHAPE, 3, conv, new Elementwise.Scale(0.3), flatten, linear(144)),
        SmallCases.chain(SHAPE, 3, conv, norm, global, head),
        SmallCases.chain(SHAPE, 3, conv, norm, new Elementwise.Relu(), global, head),
        SmallCases.chain(SHAPE, 3, conv, new Pooling.AvgPool(2, 2), norm, global, head),
        SmallCases.chain(SHAPE, 3, conv, new Pooling.MaxPool(2, 2, 0), norm, global, head),
        SmallCases.chain(SHAPE, 3, conv, new Pooling.AvgPool(3, 2), flatten, linear(16)),
        SmallCases.chain(SHAPE, 3, conv, new Pooling.MaxPool(3, 2, 1), flatten, linear(36)),
        SmallCases.chain(SHAPE, 3, conv, pad, flatten, linear(20)),
        SmallCases.chain(SHAPE, 3, conv, new Layer.Conv(4, 4, 6, 1, 0, false), norm, head),
        SmallCases.chain(SHAPE, 3, new Layer.Conv(2, 3, 5, 2, 2, true), global),
        SmallCases.chain(SHAPE, 3, conv, grouped(4, 6, 2), flatten, linear(54)),
        SmallCases.chain(
            SHAPE, 3, conv, grouped(4, 4, 4), norm, new Elementwise.Relu6(), global, head),
        SmallCases.chain(SHAPE, 4, grouped(2, 4, 2), global),
        SmallCases.chain(
            SHAPE, 3, conv, new Layer.Conv(4, 8, 6, 3, 2, 4, false), flatten, linear(32)),
        SmallCases.chain(SHAPE, 3, conv, new Layer.Conv(4, 4, 6, 1, 0, 4, true), head),
        SmallCases.chain(SHAPE, 3, padded(2, 4, 2, 0, 1, 1, 0), norm, global, head),
        SmallCases.chain(SHAPE, 3, conv, padded(4, 4, 1, 0, 2, 1, 3), flatten, linear(60)),
        SmallCases.chain(SHAPE, 3, conv, padded(4, 4, 4, 2, 0, 0, 1), norm, global, head),
        SmallCases.chain(SHAPE, 3, conv, global, padded(4, 3, 1, 0, 0, 2, 2)),
        SmallCases.chain(
            SHAPE, 3, conv, new Pooling.MaxPool(3, 2, UNEVEN), norm, flatten, linear(36)),
        SmallCases.chain(
            SHAPE, 3, conv, new Pooling.AvgPool(3, 2, UNEVEN), norm, flatten, linear(36)),
        SmallCases.chain(
            SHAPE, 3, conv, new Pooling.AvgPool(3, 1, Padding.of(1)), flatten, linear(144)),
        saturated(),
        shared(),
        dense(),
        preActivation(),
        SmallCases.residual());
  }

  /** Whole networks, narrow and on small images. */
  static Stream<Architecture> families() {
    return Stream.of(
            "densenet7-4",
            "densenet-bc10-4",
            "preactresnet8",
            "wideresnet10-1",
            "wideresnet10-1-d0.3")
        .map(name -> Families.named(name, new ImageShape(2, 12, 12), 3));
  }

  private static Layer linear(int inputs) {
    return new Layer.Linear(inputs, 3);
  }

  /** A convolution in groups that halves the side. */
  private static Layer grouped(int inputs, int outputs, int groups) {
    return new Layer.Conv(inputs, outputs, 3, 2, 1, groups, true);
  }

  /** A 3×3 convolution of stride 2 with padding [top, left, bottom, right]. */
  private static Layer padded(int inputs, int outputs, int groups, int... sides) {
    Padding padding = new Padding(sides[0], sides[1], sides[2], sides[3]);
    return new Layer.Conv(inputs, outputs, 3, 2, padding, groups, true);
  }

  /** So wide a spread before ReLU6 that some values pass 6 and others are negative. */
  private static Architecture saturated() {
    return SmallCases.chain(
        SHAPE,
        3,
        new Layer.Conv(2, 1, 3, 1, 1, true),
        new Layer.Conv(1, 16, 3, 1, 1, true),
        new Layer.Conv(16, 1, 3, 1, 1, true),
        new Elementwise.Relu6(),
        new Layer.Flatten(),
        linear(36));
  }

  /** A batch normalization and a sum with two readers, so that no ReLU runs within them. */
  private static Architecture shared() {
    List<Node> nodes =
        List.of(
            new Node("conv", new Layer.Conv(2, 3, 3, 1, 1, false), List.of("input")),
            new Node("norm", new Layer.BatchNorm(3, 0.1, 1e-5), List.of("conv")),
            new Node("relu", new Elementwise.Relu(), List.of("norm")),
            new Node("add", new Layer.Add(), List.of("norm", "relu", "conv")),
            new Node("relu2", new Elementwise.Relu(), List.of("add")),
            new Node("add2", new Layer.Add(), List.of("add", "relu2")),
            new Node("pool", new Pooling.GlobalAvgPool(), List.of("add2")));
    return new Architecture("shared", SHAPE, 3, nodes);
  }

  /** Joined images and joined vectors, whose inputs other layers read too. */
  private static Architecture dense() {
    List<Node> nodes =
        List.of(
            new Node("conv", new Layer.Conv(2, 3, 3, 1, 1, false), List.of("input")),
            new Node("norm", new Layer.BatchNorm(3, 0.1, 1e-5), List.of("conv")),
            new Node("relu", new Elementwise.Relu(), List.of("norm")),
            new Node("conv2", new Layer.Conv(3, 2, 3, 1, 1, false), List.of("relu")),
            new Node("join", new Layer.Concat(), List.of("conv", "conv2", "input")),
            new Node("norm2", new Layer.BatchNorm(7, 0.1, 1e-5), List.of("join")),
            new Node("relu2", new Elementwise.Relu(), List.of("norm2")),
            new Node("pool", new Pooling.GlobalAvgPool(), List.of("relu2")),
            new Node("fc", new Layer.Linear(7, 4), List.of("pool")),
            new Node("conv3", new Layer.Conv(7, 2, 1, 1, 0, true), List.of("pool")),
            new Node("join2", new Layer.Concat(), List.of("fc", "pool", "conv3")),
            new Node("fc2", new Layer.Linear(13, 3), List.of("join2")));
    return new Architecture("dense", SHAPE, 3, nodes);
  }

  /**
   * ReLUs within batch normalizations whose input a sum reads too, and whose output two
   * convolutions read, or a convolution and a sum.
   */
  private static Architecture preActivation() {
    List<Node> nodes =
        List.of(
            new Node("conv", new Layer.Conv(2, 3, 3, 1, 1, false), List.of("input")),
            new Node("norm", new Layer.BatchNorm(3, 0.1, 1e-5), List.of("conv")),
            new Node("relu", new Elementwise.Relu(), List.of("norm")),
            new Node("conv2", new Layer.Conv(3, 3, 3, 1, 1, false), List.of("relu")),
            new Node("add", new Layer.Add(), List.of("conv2", "relu", "conv")),
            new Node("norm2", new Layer.BatchNorm(3, 0.1, 1e-5), List.of("add")),
            new Node("relu2", new Elementwise.Relu(), List.of("norm2")),
            new Node("conv3", new Layer.Conv(3, 3, 3, 1, 1, false), List.of("relu2")),
            new Node("add2", new Layer.Add(), List.of("conv3", "add")),
            new Node("norm3", new Layer.BatchNorm(3, 0.1, 1e-5), List.of("add2")),
            new Node("relu3", new Elementwise.Relu(), List.of("norm3")),
            new Node("conv4", new Layer.Conv(3, 3, 3, 2, 1, false), List.of("relu3")),
            new Node("shortcut", new Layer.Conv(3, 3, 1, 2, 0, false), List.of("relu3")),
            new Node("add3", new Layer.Add(), List.of("conv4", "shortcut")),
            new Node("pool", new Pooling.GlobalAvgPool(), List.of("add3")));
    return new Architecture("pre-activation", SHAPE, 3, nodes);
  }
}
