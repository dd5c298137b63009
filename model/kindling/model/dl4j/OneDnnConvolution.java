package kindling.model.dl4j;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The configuration of a convolution that always runs in oneDNN: {@link OneDnnConvolutionLayer}.
 */
@SuppressWarnings("serial")
final class OneDnnConvolution extends ConvolutionLayer {
  OneDnnConvolution(kindling.model.architecture.Layer.Conv conv) {
    super(
        new ConvolutionLayer.Builder(conv.kernel(), conv.kernel())
            .nIn(conv.inputChannels())
            .nOut(conv.outputChannels())
            .stride(conv.stride(), conv.stride())
            .padding(conv.padding(), conv.padding())
            .hasBias(conv.bias())
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
    OneDnnConvolutionLayer layer = new OneDnnConvolutionLayer(configuration, type);
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parameters);
    layer.setParamTable(initializer().init(configuration, parameters, initialize));
    layer.setConf(configuration);
    return layer;
  }
}
