package kindling.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import kindling.data.ImageShape;
import kindling.data.batch.Batch;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Elementwise;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.architecture.Pooling;
import kindling.model.architecture.TensorSpec;

/** Networks, weights and batches small enough to check by hand. */
public final class SmallCases {
  private SmallCases() {}

  /** A chain of layers, each on the one before. */
  public static Architecture chain(ImageShape input, int classes, Layer... layers) {
    List<Node> nodes = new ArrayList<>();
    String last = Architecture.INPUT;
    for (int i = 0; i < layers.length; i++) {
      nodes.add(new Node("l" + i, layers[i], List.of(last)));
      last = "l" + i;
    }
    return new Architecture("chain", input, classes, nodes);
  }

  /** A residual block of two convolutions, then both poolings and a linear layer on 6×2×2. */
  public static Architecture residual() {
    List<Node> nodes =
        List.of(
            node("conv1", new Layer.Conv(3, 4, 3, 1, 1, true), Architecture.INPUT),
            node("bn1", new Layer.BatchNorm(4, 0.1, 1e-5), "conv1"),
            node("relu1", new Elementwise.Relu(), "bn1"),
            node("conv2", new Layer.Conv(4, 6, 3, 2, 1, false), "relu1"),
            node("bn2", new Layer.BatchNorm(6, 0.1, 1e-5), "conv2"),
            node("shortcut", new Layer.PadShortcut(2, 1, 1), "relu1"),
            node("add", new Layer.Add(), "bn2", "shortcut"),
            node("relu2", new Elementwise.Relu(), "add"),
            node("avgpool", new Pooling.AvgPool(2, 1), "relu2"),
            node("maxpool", new Pooling.MaxPool(3, 2, 1), "avgpool"),
            node("flatten", new Layer.Flatten(), "maxpool"),
            node("fc", new Layer.Linear(24, 3), "flatten"));
    return new Architecture("residual", new ImageShape(3, 8, 8), 3, nodes);
  }

  private static Node node(String name, Layer layer, String... inputs) {
    return new Node(name, layer, List.of(inputs));
  }

  /** The i-th weight is 0.3 sin(0.7 i), and 1 more for scales and variances. */
  public static float[] sines(Architecture architecture) {
    float[] weights = new float[architecture.layout().size()];
    for (TensorSpec tensor : architecture.layout().tensors()) {
      for (int i = tensor.offset(); i < tensor.end(); i++) {
        double sine = 0.3 * StrictMath.sin(0.7 * i);
        weights[i] =
            (float)
                switch (tensor.role()) {
                  case NORM_SCALE, RUNNING_VARIANCE -> 1 + sine;
                  default -> sine;
                };
      }
    }
    return weights;
  }

  /** Images whose k-th value is cos(0.37 k). */
  public static Batch cosines(ImageShape shape, int... labels) {
    float[] images = new float[labels.length * shape.size()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) StrictMath.cos(0.37 * i);
    }
    return new Batch(shape, ids(labels.length), labels, images);
  }

  /** Standard normal images with random labels. */
  public static Batch random(ImageShape shape, int classes, int size, long seed) {
    Random random = new Random(seed);
    float[] images = new float[size * shape.size()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    return new Batch(shape, ids(size), random.ints(size, 0, classes).toArray(), images);
  }

  private static int[] ids(int size) {
    return IntStream.range(0, size).toArray();
  }
}
