package kindling.model.dl4j;

import java.util.Collection;
import kindling.model.architecture.Layer.Conv;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNConvHelper;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Deeplearning4j's convolution, without activation, that always runs in oneDNN.
 *
 * <p>As it comes it builds im2col matrices in Java, because its lookup of the oneDNN helper names a
 * class that has moved, and computes the forward convolution a second time in the backward pass, to
 * have the input of an activation.
 */
@SuppressWarnings("serial")
final class OneDnnConvolution extends ConvolutionLayer {
  /**
   * @param conv with as much padding on all sides
   */
  OneDnnConvolution(Conv conv) {
    super(
        new ConvolutionLayer.Builder(conv.kernel(), conv.kernel())
            .nIn(conv.inputChannels())
            .nOut(conv.outputChannels())
            .stride(conv.stride(), conv.stride())
            .padding(conv.padding().top(), conv.padding().left())
            .hasBias(conv.bias())
            .helperAllowFallback(false)
            .activation(Activation.IDENTITY));
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration configuration,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType type) {
    Running layer = new Running(configuration, type);
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parameters);
    layer.setParamTable(initializer().init(configuration, parameters, initialize));
    layer.setConf(configuration);
    return layer;
  }

  private static final class Running
      extends org.deeplearning4j.nn.layers.convolution.ConvolutionLayer {
    Running(NeuralNetConfiguration configuration, DataType type) {
      super(configuration, type);
      helper = new MKLDNNConvHelper(type);
    }

    @Override
    protected Pair<INDArray, INDArray> preOutput(
        boolean training, boolean forBackprop, LayerWorkspaceMgr workspaces) {
      if (!forBackprop) {
        var conv = layerConf();
        preOutput =
            helper.preOutput(
                input,
                getParam("W"),
                conv.hasBias() ? getParam("b") : null,
                conv.getKernelSize(),
                conv.getStride(),
                conv.getPadding(),
                null,
                null,
                convolutionMode,
                conv.getDilation(),
                conv.getCnn2dDataFormat(),
                workspaces);
      }
      return new Pair<>(preOutput, null);
    }
  }
}
