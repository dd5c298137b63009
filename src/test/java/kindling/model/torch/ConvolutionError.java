package kindling.model.torch;

import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.full;
import static org.bytedeco.pytorch.global.torch.randn;

import java.util.List;
import java.util.Optional;
import kindling.data.ImageShape;
import kindling.model.architecture.Layer;
import kindling.model.engine.Precision;
import kindling.model.machine.CpuFeatures.Bfloat16;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** How far a convolution's output and gradients are from those in double precision. */
@SuppressWarnings("try") // scopes are opened for what they do, not to be read
final class ConvolutionError {
  private ConvolutionError() {}

  /**
   * What is wrong with a convolution in the form that a network takes; nothing where it is as exact
   * as its precision.
   *
   * @param bfloat16 what multiplies; {@link Bfloat16#NONE} in float32
   */
  static Optional<String> found(ConvolutionCase convolution, Bfloat16 bfloat16) {
    ImageShape input = convolution.input();
    ImageShape output = convolution.conv().output(List.of(input));
    Precision precision = bfloat16 == Bfloat16.NONE ? Precision.FLOAT32 : Precision.BFLOAT16;
    double tolerance = precision == Precision.FLOAT32 ? 1e-5 : 2e-2;
    ConvolutionForm form = ConvolutionForms.form(convolution.conv(), input, output, bfloat16);
    double error = of(convolution, form, precision);
    // Not the other way round: NaN is wrong too.
    return error < tolerance
        ? Optional.empty()
        : Optional.of(convolution + " in " + precision + ": " + error);
  }

  /** The greatest difference of output and gradients, over the greatest value of each. */
  static double of(ConvolutionCase convolution, ConvolutionForm form, Precision precision) {
    Layer.Conv conv = convolution.conv();
    int batch = convolution.batch();
    try (PointerScope memory = new PointerScope()) {
      leaveNaNsBehind();
      Tensor images =
          rounded(
              batch,
              conv.inputChannels(),
              convolution.input().height(),
              convolution.input().width());
      Tensor weight =
          rounded(
              conv.outputChannels(),
              conv.inputChannels() / conv.groups(),
              conv.kernel(),
              conv.kernel());
      Tensor bias = randn(new long[] {conv.outputChannels()}, new TensorOptions());
      Tensor exactImages = images.to(ScalarType.Double);
      Tensor exactWeight = weight.to(ScalarType.Double);
      for (Tensor leaf : List.of(images, weight, exactImages, exactWeight)) {
        leaf.set_requires_grad(true);
      }
      Tensor exact =
          conv2d(
              exactImages,
              exactWeight,
              conv.bias() ? new TensorOptional(bias.to(ScalarType.Double)) : new TensorOptional(),
              new long[] {conv.stride(), conv.stride()},
              new long[] {conv.padding().top(), conv.padding().left()},
              new long[] {1, 1},
              conv.groups());
      Operation operation = ConvolutionOperations.of(conv, new Tensor[] {weight, bias}, form);
      Tensor output =
          new Autocast(precision, DeviceType.CPU)
              .run(() -> operation.apply(new Tensor[] {images}, null));
      Tensor slope = rounded(batch, conv.outputChannels(), exact.size(2), exact.size(3));
      backward(exact, slope.to(ScalarType.Double));
      backward(output, slope.to(output.scalar_type()));
      return worst(
          difference(output, exact),
          difference(images.grad(), exactImages.grad()),
          difference(weight.grad(), exactWeight.grad()));
    }
  }

  /** Normal values that bfloat16 has, channels-last. */
  private static Tensor rounded(long... shape) {
    return randn(shape, new TensorOptions())
        .to(ScalarType.BFloat16)
        .to(ScalarType.Float)
        .contiguous(MemoryFormat.ChannelsLast);
  }

  /** What an operation reads before it is set gives itself away. */
  private static void leaveNaNsBehind() {
    try (PointerScope freed = new PointerScope()) {
      for (long size = 1 << 8; size <= 1 << 20; size *= 4) {
        for (int i = 0; i < 6; i++) {
          full(new long[] {size}, new Scalar(Double.NaN), new TensorOptions());
        }
      }
    }
  }

  private static void backward(Tensor output, Tensor slope) {
    output.backward(slope, new BoolOptional(), false, new TensorArrayRefOptional());
  }

  private static double difference(Tensor found, Tensor exact) {
    double largest = exact.abs().max().item_double();
    double difference = found.to(ScalarType.Double).sub(exact).abs().max().item_double();
    return largest == 0 ? difference : difference / largest;
  }

  private static double worst(double output, double images, double weight) {
    return Math.max(output, Math.max(images, weight));
  }
}
