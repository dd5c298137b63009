package kindling.model.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.full;
import static org.bytedeco.pytorch.global.torch.randn;

import java.util.ArrayList;
import java.util.List;
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
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each convolution's output and gradients against those in double precision. */
@SuppressWarnings("try") // scopes are opened for what they do, not to be read
class ConvolutionsTest {
  private static final int BATCH = 5;

  @BeforeEach
  void load() {
    NativeLibrary.load();
    torch.manual_seed(1);
  }

  @ParameterizedTest
  @EnumSource
  void everyFormGivesTheSame(ConvolutionForm form) {
    Layer.Conv conv = new Layer.Conv(6, 20, 3, 2, 1, 1, true);
    assertThat(error(conv, 7, form, Precision.FLOAT32)).isLessThan(1e-5);
  }

  @Test
  void leavesNoWeightUnset() {
    Bfloat16 processor = TorchEngine.features().bfloat16();
    List<String> wrong = new ArrayList<>();
    for (int side : new int[] {1, 2, 3, 4, 8, 32}) {
      for (Layer.Conv conv : convolutions(side)) {
        check(conv, side, Bfloat16.NONE, wrong);
        if (processor != Bfloat16.NONE) {
          check(conv, side, processor, wrong);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static List<Layer.Conv> convolutions(int side) {
    List<Layer.Conv> convolutions = new ArrayList<>();
    int[][] channels = {{64, 128}, {72, 36}, {3, 72}};
    for (int kernel : side == 32 ? new int[] {1, 3} : new int[] {1, 2, 3, 5, 7}) {
      for (int stride = 1; stride <= 2; stride++) {
        for (int padding = 0; padding <= kernel / 2; padding += Math.max(1, kernel / 2)) {
          if (side + 2 * padding >= kernel) {
            for (int[] pair : side == 32 ? new int[][] {{3, 72}, {8, 72}} : channels) {
              convolutions.add(new Layer.Conv(pair[0], pair[1], kernel, stride, padding, 1, false));
            }
          }
        }
      }
    }
    return convolutions;
  }

  private static void check(Layer.Conv conv, int side, Bfloat16 bfloat16, List<String> wrong) {
    Precision precision = bfloat16 == Bfloat16.NONE ? Precision.FLOAT32 : Precision.BFLOAT16;
    double tolerance = precision == Precision.FLOAT32 ? 1e-5 : 2e-2;
    double error = error(conv, side, form(conv, side, bfloat16), precision);
    // Not the other way round: NaN is wrong too.
    if (!(error < tolerance)) {
      wrong.add(conv + " on " + side + " × " + side + " in " + precision + ": " + error);
    }
  }

  private static ConvolutionForm form(Layer.Conv conv, int side, Bfloat16 bfloat16) {
    int outputSide = (side + 2 * conv.padding() - conv.kernel()) / conv.stride() + 1;
    return ConvolutionForms.form(
        conv,
        new ImageShape(conv.inputChannels(), side, side),
        new ImageShape(conv.outputChannels(), outputSide, outputSide),
        bfloat16);
  }

  /** The greatest difference of output and gradients, over the greatest value of each. */
  private static double error(
      Layer.Conv conv, int side, ConvolutionForm form, Precision precision) {
    try (PointerScope memory = new PointerScope()) {
      leaveNaNsBehind();
      Tensor images = rounded(BATCH, conv.inputChannels(), side, side);
      Tensor weight =
          rounded(conv.outputChannels(), conv.inputChannels(), conv.kernel(), conv.kernel());
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
              new long[] {conv.padding(), conv.padding()},
              new long[] {1, 1},
              1);
      Operation operation = Convolutions.of(conv, new Tensor[] {weight, bias}, form);
      Tensor output =
          new Autocast(precision, DeviceType.CPU)
              .run(() -> operation.apply(new Tensor[] {images}, null));
      Tensor slope = rounded(BATCH, conv.outputChannels(), exact.size(2), exact.size(3));
      backward(exact, slope.to(ScalarType.Double));
      backward(output, slope.to(output.scalar_type()));
      return worst(
          error(output, exact),
          error(images.grad(), exactImages.grad()),
          error(weight.grad(), exactWeight.grad()));
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
      for (long size = 1 << 8; size <= 1 << 22; size *= 4) {
        for (int i = 0; i < 6; i++) {
          full(new long[] {size}, new Scalar(Double.NaN), new TensorOptions());
        }
      }
    }
  }

  private static void backward(Tensor output, Tensor slope) {
    output.backward(slope, new BoolOptional(), false, new TensorArrayRefOptional());
  }

  private static double error(Tensor found, Tensor exact) {
    double largest = exact.abs().max().item_double();
    double difference = found.to(ScalarType.Double).sub(exact).abs().max().item_double();
    return largest == 0 ? difference : difference / largest;
  }

  private static double worst(double output, double images, double weight) {
    return Math.max(output, Math.max(images, weight));
  }
}
