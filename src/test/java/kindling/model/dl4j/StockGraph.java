package kindling.model.dl4j;

import java.util.Map;
import kindling.data.ImageShape;
import kindling.model.Trainee;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Elementwise;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.architecture.Pooling;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * A network of Deeplearning4j's own layers, as its users write it: the benchmark's baseline. Only
 * the padded shortcut, which Deeplearning4j lacks, is Kindling's. Its weight decay leaves biases
 * and batch norm out, as Deeplearning4j does unless told otherwise.
 */
public final class StockGraph {
  private StockGraph() {}

  /**
   * The network with Deeplearning4j's own initial weights and Nesterov's momentum, as {@link
   * kindling.model.Trainee} says.
   */
  public static ComputationGraph of(Architecture architecture) {
    Map<String, ImageShape> shapes = architecture.shapes();
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .updater(new Nesterovs(Trainee.RATE, Trainee.MOMENTUM))
            .l2(Trainee.WEIGHT_DECAY)
            .graphBuilder()
            .addInputs(Architecture.INPUT);
    for (Node node : architecture.nodes()) {
      String[] inputs = node.inputs().toArray(String[]::new);
      if (node.layer() instanceof Layer.Add) {
        graph.addVertex(node.name(), new ElementWiseVertex(ElementWiseVertex.Op.Add), inputs);
      } else if (node.layer() instanceof Layer.Concat) {
        graph.addVertex(node.name(), new MergeVertex(), inputs);
      } else if (node.layer() instanceof Layer.PadShortcut pad) {
        ImageShape input = shapes.get(inputs[0]);
        graph.addVertex(node.name(), new ShortcutNode(pad, input, shapes.get(node.name())), inputs);
      } else {
        graph.addLayer(node.name(), layer(node.layer()), inputs);
      }
    }
    Node last = architecture.nodes().get(architecture.nodes().size() - 1);
    ComputationGraph network = new ComputationGraph(graph.setOutputs(last.name()).build());
    network.init();
    return network;
  }

  private static org.deeplearning4j.nn.conf.layers.Layer layer(Layer layer) {
    if (layer instanceof Layer.Conv conv) {
      return new ConvolutionLayer.Builder(conv.kernel(), conv.kernel())
          .nIn(conv.inputChannels())
          .nOut(conv.outputChannels())
          .stride(conv.stride(), conv.stride())
          .padding(conv.padding().top(), conv.padding().left())
          .hasBias(conv.bias())
          .activation(Activation.IDENTITY)
          .build();
    } else if (layer instanceof Layer.BatchNorm norm) {
      return new BatchNormalization.Builder().nIn(norm.channels()).nOut(norm.channels()).build();
    } else if (layer instanceof Elementwise.Relu) {
      return new ActivationLayer.Builder().activation(Activation.RELU).build();
    } else if (layer instanceof Pooling.MaxPool pool) {
      return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
          .kernelSize(pool.kernel(), pool.kernel())
          .stride(pool.stride(), pool.stride())
          .padding(pool.padding().top(), pool.padding().left())
          .build();
    } else if (layer instanceof Pooling.AvgPool pool) {
      return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
          .kernelSize(pool.kernel(), pool.kernel())
          .stride(pool.stride(), pool.stride())
          .build();
    } else if (layer instanceof Pooling.GlobalAvgPool) {
      return new GlobalPoolingLayer.Builder(PoolingType.AVG).build();
    } else if (layer instanceof Layer.Linear linear) {
      return new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
          .nIn(linear.inputs())
          .nOut(linear.outputs())
          .activation(Activation.SOFTMAX)
          .build();
    }
    throw new IllegalArgumentException("no stock layer for " + layer);
  }
}
