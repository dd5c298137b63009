package kindling.model.dl4j;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNConvHelper;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution without activation that goes straight to oneDNN's primitives.
 *
 * <p>Deeplearning4j's own layer would build im2col matrices in Java, because its lookup of the
 * oneDNN helper names a class that has moved, and would run the forward convolution a second time
 * in the backward pass to have an activation's input, which the identity does not need.
 */
@SuppressWarnings("serial")
final class OneDnnConvolutionLayer extends ConvolutionLayer {
  private final MKLDNNConvHelper oneDnn = new MKLDNNConvHelper(DataType.FLOAT);

  OneDnnConvolutionLayer(NeuralNetConfiguration configuration, DataType type) {
    super(configuration, type);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    var conv = layerConf();
    return oneDnn.preOutput(
        image(),
        getParam(ConvolutionParamInitializer.WEIGHT_KEY),
        bias(),
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

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    Pair<Gradient, INDArray> gradients = gradients(Floats.rowMajor(epsilon), workspaces);
    // Other readers of the input add their gradients to this one, which has the input's shape then.
    return input.rank() == 2
        ? new Pair<>(gradients.getFirst(), gradients.getSecond().reshape('c', input.shape()))
        : gradients;
  }

  private Pair<Gradient, INDArray> gradients(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    var conv = layerConf();
    return oneDnn.backpropGradient(
        image(),
        getParam(ConvolutionParamInitializer.WEIGHT_KEY),
        bias(),
        epsilon,
        conv.getKernelSize(),
        conv.getStride(),
        conv.getPadding(),
        gradientViews.get(ConvolutionParamInitializer.BIAS_KEY),
        gradientViews.get(ConvolutionParamInitializer.WEIGHT_KEY),
        conv.getActivationFn(),
        null,
        null,
        null,
        convolutionMode,
        conv.getDilation(),
        conv.getCnn2dDataFormat(),
        workspaces);
  }

  private INDArray bias() {
    return hasBias() ? getParam(ConvolutionParamInitializer.BIAS_KEY) : null;
  }

  /** The input with its height and width, which 1×1 images come without. */
  private INDArray image() {
    return input.rank() == 2 ? input.reshape('c', input.size(0), input.size(1), 1, 1) : input;
  }

  @Override
  public Layer.Type type() {
    return Layer.Type.CONVOLUTIONAL;
  }
}
