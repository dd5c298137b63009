package kindling.model.dl4j;

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
import kindling.model.architecture.WeightsLayout;
import kindling.model.engine.DropoutMask;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * An architecture in Deeplearning4j's words: linear layers and convolutions of all channels at once
 * are its layers, all else are kernels in its graph. A ReLU that alone reads a batch normalization
 * or a sum runs within it, and its node is left out.
 */
final class Translation {
  private final Architecture architecture;
  private final Map<String, ImageShape> shapes;
  private final WeightsLayout layout;
  private final Map<String, Node> nodes;
  private final Map<String, String> fused = new HashMap<>();
  private final Step step;
  private final Lanes lanes;
  private final ComputationGraphConfiguration.GraphBuilder graph;

  private Translation(Architecture architecture, Step step, Lanes lanes) {
    this.architecture = architecture;
    this.shapes = architecture.shapes();
    this.layout = architecture.layout();
    this.nodes = architecture.nodes().stream().collect(Collectors.toMap(Node::name, n -> n));
    this.step = step;
    this.lanes = lanes;
    this.graph =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.FLOAT)
            .updater(new NoOp())
            .weightInit(WeightInit.ZERO)
            .graphBuilder()
            .addInputs(Architecture.INPUT);
  }

  static ComputationGraphConfiguration of(
      Architecture architecture, Step step, Lanes lanes, ILossFunction loss) {
    return new Translation(architecture, step, lanes).translate(loss);
  }

  private ComputationGraphConfiguration translate(ILossFunction loss) {
    architecture.nodes().stream().filter(this::isFusedRelu).forEach(this::fuse);
    for (int i = 0; i < architecture.nodes().size(); i++) {
      Node node = architecture.nodes().get(i);
      if (!fused.containsKey(node.name())) {
        add(node, i);
      }
    }
    Node last = architecture.nodes().get(architecture.nodes().size() - 1);
    String output = last.name() + ": loss";
    graph.addLayer(output, new LossLayer.Builder(loss).build(), source(last.name()));
    return graph.setOutputs(output).validateOutputLayerConfig(false).build();
  }

  private boolean isFusedRelu(Node node) {
    Node input = node.layer() instanceof Elementwise.Relu ? nodes.get(node.inputs().get(0)) : null;
    return input != null
        && (input.layer() instanceof Layer.BatchNorm || input.layer() instanceof Layer.Add)
        && readers(input.name()) == 1;
  }

  private long readers(String name) {
    return nodes.values().stream().flatMap(n -> n.inputs().stream()).filter(name::equals).count();
  }

  private void fuse(Node relu) {
    fused.put(relu.name(), relu.inputs().get(0));
  }

  /** The vertex that gives a node's output. */
  private String source(String name) {
    return fused.getOrDefault(name, name);
  }

  private void add(Node node, int index) {
    String[] sources = node.inputs().stream().map(this::source).toArray(String[]::new);
    if (node.layer() instanceof Layer.Conv conv && conv.groups() == 1) {
      graph.addLayer(node.name(), new OneDnnConvolution(conv), sources);
    } else if (node.layer() instanceof Layer.Linear linear) {
      addLinear(node.name(), linear, sources[0]);
    } else {
      ImageShape output = shapes.get(node.name());
      graph.addVertex(
          node.name(), new KernelNode(kernel(node, index), output, sources.length), sources);
    }
  }

  /** Images of one pixel come with height and width from the input and its own layers only. */
  private void addLinear(String name, Layer.Linear linear, String source) {
    DenseLayer dense =
        new DenseLayer.Builder()
            .nIn(linear.inputs())
            .nOut(linear.outputs())
            .activation(Activation.IDENTITY)
            .build();
    Node input = nodes.get(source);
    if (input == null || input.layer() instanceof Layer.Conv conv && conv.groups() == 1) {
      InputPreProcessor flat = new CnnToFeedForwardPreProcessor(1, 1, linear.inputs());
      graph.addLayer(name, dense, flat, source);
    } else {
      graph.addLayer(name, dense, source);
    }
  }

  private Kernel kernel(Node node, int index) {
    boolean rectified = fused.containsValue(node.name());
    if (node.layer() instanceof Layer.BatchNorm norm) {
      return new Normalization(norm, rectified, places(node.name()), step, lanes);
    }
    ImageShape input = shapes.get(node.inputs().get(0));
    ImageShape output = shapes.get(node.name());
    if (node.layer() instanceof Layer.Conv conv) {
      int weight = layout.tensor(node.name() + ".weight").offset();
      int bias = conv.bias() ? layout.tensor(node.name() + ".bias").offset() : 0;
      GroupedConvolution.Places places = new GroupedConvolution.Places(weight, bias);
      return new GroupedConvolution(conv, input, output, places, step, lanes);
    }
    return new ImageWise(lanes, imageKernel(node.layer(), input, output, index, rectified));
  }

  private Normalization.Places places(String name) {
    List<Integer> offsets =
        List.of("weight", "bias", "running_mean", "running_var").stream()
            .map(tensor -> layout.tensor(name + "." + tensor).offset())
            .collect(Collectors.toList());
    return new Normalization.Places(offsets.get(0), offsets.get(1), offsets.get(2), offsets.get(3));
  }

  private ImageKernel imageKernel(
      Layer layer, ImageShape input, ImageShape output, int index, boolean rectified) {
    if (layer instanceof Elementwise.Relu) {
      return new Sum(true);
    } else if (layer instanceof Elementwise.Relu6) {
      return new Clipped();
    } else if (layer instanceof Elementwise.Gelu) {
      return new GaussianGate();
    } else if (layer instanceof Elementwise.Scale scale) {
      return new Scaled((float) scale.factor());
    } else if (layer instanceof Layer.Add || layer instanceof Layer.Flatten) {
      return new Sum(rectified);
    } else if (layer instanceof Layer.Concat) {
      return new Joined();
    } else if (layer instanceof Pooling.MaxPool pool) {
      return new LargestOfWindows(pool, input, output);
    } else if (layer instanceof Pooling.AvgPool pool) {
      return new MeanOfWindows(pool.kernel(), pool.kernel(), pool.stride(), input, output);
    } else if (layer instanceof Pooling.GlobalAvgPool) {
      return new MeanOfWindows(input.height(), input.width(), 1, input, output);
    } else if (layer instanceof Layer.PadShortcut pad) {
      return new Padded(pad, input, output);
    } else if (layer instanceof Dropping.Dropout dropout) {
      return new Dropped(new DropoutMask(dropout.probability(), index), step);
    }
    if (layer instanceof Dropping.StochasticDepth depth) {
      return new LeftOut(new DropoutMask(depth.probability(), index), step);
    }
    throw new UnsupportedOperationException("the dl4j engine has no " + layer);
  }
}
