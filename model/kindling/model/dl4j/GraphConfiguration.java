package kindling.model.dl4j;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Dropping;
import kindling.model.architecture.Elementwise;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.architecture.Pooling;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * An architecture as Deeplearning4j's configuration of a graph: linear layers and convolutions of
 * all channels at once are its layers, all else are kernels. A ReLU that alone reads a batch
 * normalization or a sum runs within it, and a flattening is a matter of shape: both have no
 * vertex.
 */
final class GraphConfiguration {
  private final Architecture architecture;
  private final Map<String, ImageShape> shapes;
  private final Map<String, Node> nodes;
  private final Map<String, String> vertices = new HashMap<>();
  private final Step step;
  private final ComputationGraphConfiguration.GraphBuilder graph;

  private GraphConfiguration(Architecture architecture, Step step) {
    this.architecture = architecture;
    this.shapes = architecture.shapes();
    this.nodes = architecture.nodes().stream().collect(Collectors.toMap(Node::name, n -> n));
    this.step = step;
    this.graph =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.FLOAT)
            .updater(new NoOp())
            .weightInit(WeightInit.ZERO)
            .graphBuilder()
            .addInputs(Architecture.INPUT);
  }

  static ComputationGraphConfiguration of(
      Architecture architecture, Step step, ILossFunction loss) {
    return new GraphConfiguration(architecture, step).build(loss);
  }

  private ComputationGraphConfiguration build(ILossFunction loss) {
    vertices.put(Architecture.INPUT, Architecture.INPUT);
    for (int i = 0; i < architecture.nodes().size(); i++) {
      add(architecture.nodes().get(i), i);
    }
    String last = architecture.nodes().get(architecture.nodes().size() - 1).name();
    String output = last + ": loss";
    addLayer(output, new LossLayer.Builder(loss).build(), last, -1, architecture.classes());
    return graph.setOutputs(output).validateOutputLayerConfig(false).build();
  }

  private void add(Node node, int index) {
    String name = node.name();
    String first = node.inputs().get(0);
    if (node.layer() instanceof Layer.Flatten || isFusedRelu(node)) {
      vertices.put(name, vertices.get(first));
      return;
    }
    vertices.put(name, name);
    if (node.layer() instanceof Layer.Conv conv
        && conv.groups() == 1
        && !conv.padding().isUniform()) {
      ImageShape padded = conv.padding().around(shapes.get(first));
      Kernel kernel = BranchKernels.padded(conv.padding(), shapes.get(first));
      graph.addVertex(
          name + ": padded", new KernelVertex(kernel, padded, step), vertices.get(first));
      graph.addLayer(name, new OneDnnConvolution(conv.unpadded()), name + ": padded");
    } else if (node.layer() instanceof Layer.Conv conv && conv.groups() == 1) {
      addLayer(name, new OneDnnConvolution(conv), first, images(shapes.get(first)));
    } else if (node.layer() instanceof Layer.Linear linear) {
      DenseLayer.Builder dense = new DenseLayer.Builder().activation(Activation.IDENTITY);
      dense.nIn(linear.inputs()).nOut(linear.outputs());
      addLayer(name, dense.build(), first, -1, linear.inputs());
    } else {
      String[] inputs = node.inputs().stream().map(vertices::get).toArray(String[]::new);
      graph.addVertex(name, new KernelVertex(kernel(node, index), shapes.get(name), step), inputs);
    }
  }

  private boolean isFusedRelu(Node node) {
    Node input = nodes.get(node.inputs().get(0));
    return node.layer() instanceof Elementwise.Relu && input != null && isRectified(input);
  }

  /** Whether a ReLU alone reads the node, and runs within it. */
  private boolean isRectified(Node node) {
    List<Node> readers =
        nodes.values().stream()
            .filter(reader -> reader.inputs().contains(node.name()))
            .collect(Collectors.toList());
    return (node.layer() instanceof Layer.BatchNorm || node.layer() instanceof Layer.Add)
        && readers.size() == 1
        && readers.get(0).layer() instanceof Elementwise.Relu;
  }

  /**
   * A layer of Deeplearning4j, behind a reshaping where its input comes in another shape.
   *
   * @param taken the shape that it takes, with -1 for the batch's size
   */
  private void addLayer(
      String name, org.deeplearning4j.nn.conf.layers.Layer layer, String input, int... taken) {
    String source = vertices.get(input);
    ImageShape shape = shapes.get(source);
    boolean vector = nodes.containsKey(source) && nodes.get(source).layer() instanceof Layer.Linear;
    int[] given = vector ? new int[] {-1, shape.channels()} : images(shape);
    if (!Arrays.equals(given, taken)) {
      graph.addVertex(name + ": input", new ReshapeVertex(taken), source);
      source = name + ": input";
    }
    graph.addLayer(name, layer, source);
  }

  private static int[] images(ImageShape shape) {
    return new int[] {-1, shape.channels(), shape.height(), shape.width()};
  }

  private Kernel kernel(Node node, int index) {
    Layer layer = node.layer();
    ImageShape input = shapes.get(node.inputs().get(0));
    ImageShape output = shapes.get(node.name());
    if (layer instanceof Layer.BatchNorm norm) {
      int parameters = offset(node, "weight");
      return new BatchNormKernel(norm, isRectified(node), parameters, offset(node, "running_mean"));
    } else if (layer instanceof Layer.Conv conv) {
      return new GroupedConvolution(conv, input, output, offset(node, "weight"));
    } else if (layer instanceof Elementwise elementwise) {
      return ElementwiseKernels.of(elementwise);
    } else if (layer instanceof Dropping dropping) {
      return ElementwiseKernels.of(dropping, index);
    } else if (layer instanceof Pooling pooling) {
      return PoolingKernels.of(pooling, input, output);
    } else if (layer instanceof Layer.Add) {
      return BranchKernels.sum(isRectified(node));
    } else if (layer instanceof Layer.Concat) {
      return BranchKernels.concat();
    } else if (layer instanceof Layer.PadShortcut pad) {
      return BranchKernels.padShortcut(pad, input, output);
    }
    throw new UnsupportedOperationException("the dl4j engine has no " + layer);
  }

  private int offset(Node node, String tensor) {
    return architecture.layout().tensor(node.name() + "." + tensor).offset();
  }
}
