package kindling.model.torch;

import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.conv3d;

import java.util.function.UnaryOperator;
import kindling.model.architecture.Layer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Convolutions in libtorch's words. */
final class ConvolutionOperations {
  private ConvolutionOperations() {}

  /**
   * A convolution, whatever the order and type of the images that come.
   *
   * @param variables the weight and, where the layer has one, the bias
   */
  static Operation of(Layer.Conv conv, Tensor[] variables, ConvolutionForm form) {
    if (!conv.padding().isUniform()) {
      Operation unpadded = of(conv.unpadded(), variables, form);
      return (in, pass) ->
          unpadded.apply(new Tensor[] {LayerOperations.padded(in[0], conv.padding(), 0)}, pass);
    }
    TensorOptional bias = conv.bias() ? new TensorOptional(variables[1]) : new TensorOptional();
    UnaryOperator<Tensor> convolution =
        form == ConvolutionForm.PIXEL_BY_PIXEL
            ? pixelByPixel(conv, variables[0], bias)
            : imageByImage(conv, variables[0], bias);
    return switch (form) {
      case CHANNELS_LAST, PIXEL_BY_PIXEL -> (in, pass) -> convolution.apply(in[0]);
      case CHANNELS_FIRST -> (in, pass) -> convolution.apply(in[0].contiguous());
      case CHANNELS_LAST_FLOAT32 ->
          (in, pass) -> Autocast.suspended(() -> convolution.apply(in[0].to(ScalarType.Float)));
    };
  }

  private static UnaryOperator<Tensor> imageByImage(
      Layer.Conv conv, Tensor weight, TensorOptional bias) {
    long[] stride = {conv.stride(), conv.stride()};
    long[] padding = {conv.padding().top(), conv.padding().left()};
    long[] dilation = {1, 1};
    return images -> conv2d(images, weight, bias, stride, padding, dilation, conv.groups());
  }

  /** Over one volume of height × width × images, with a window of one image. */
  private static UnaryOperator<Tensor> pixelByPixel(
      Layer.Conv conv, Tensor weight, TensorOptional bias) {
    long[] stride = {conv.stride(), conv.stride(), 1};
    long[] padding = {conv.padding().top(), conv.padding().left(), 0};
    long[] dilation = {1, 1, 1};
    return images -> {
      Tensor volume =
          images.permute(1, 2, 3, 0).unsqueeze(0).contiguous(MemoryFormat.ChannelsLast3d);
      return conv3d(volume, weight.unsqueeze(4), bias, stride, padding, dilation, conv.groups())
          .squeeze(0)
          .permute(3, 0, 1, 2)
          .contiguous(MemoryFormat.ChannelsLast);
    };
  }
}
