package kindling.model.torch;

import static org.bytedeco.pytorch.global.torch.adaptive_avg_pool2d;
import static org.bytedeco.pytorch.global.torch.avg_pool2d;
import static org.bytedeco.pytorch.global.torch.batch_norm;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.constant_pad_nd;
import static org.bytedeco.pytorch.global.torch.from_blob;
import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.relu6;
import static org.bytedeco.pytorch.global.torch.relu6_;
import static org.bytedeco.pytorch.global.torch.relu_;

import java.util.Locale;
import kindling.data.ImageShape;
import kindling.model.architecture.Dropping;
import kindling.model.architecture.Elementwise;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Padding;
import kindling.model.architecture.Pooling;
import kindling.model.engine.DropoutMask;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;

/** Layers other than convolutions in libtorch's words. */
final class LayerOperations {
  private LayerOperations() {}

  /**
   * The operation of a layer.
   *
   * @param node the layer's place among the architecture's nodes
   * @param variables the layer's tensors, in the order of {@link Layer#variables}
   * @param inPlace whether it may overwrite its first input; others take no notice
   */
  static Operation of(Layer layer, int node, ImageShape output, Tensor[] variables, Place inPlace) {
    if (layer instanceof Layer.BatchNorm norm) {
      return norm(norm, variables);
    } else if (layer instanceof Layer.Linear) {
      return linearLayer(variables);
    } else if (layer instanceof Elementwise.Relu) {
      return inPlace == Place.OVER_FIRST_INPUT
          ? LayerOperations::rectified
          : (in, pass) -> relu(in[0]);
    } else if (layer instanceof Elementwise.Relu6) {
      return inPlace == Place.OVER_FIRST_INPUT
          ? LayerOperations::clipped
          : (in, pass) -> relu6(in[0]);
    } else if (layer instanceof Elementwise.Gelu) {
      return (in, pass) -> gelu(in[0]);
    } else if (layer instanceof Elementwise.Scale scale) {
      return (in, pass) -> in[0].mul(new Scalar(scale.factor()));
    } else if (layer instanceof Layer.Add) {
      return inPlace == Place.OVER_FIRST_INPUT ? LayerOperations::addedUp : LayerOperations::sum;
    } else if (layer instanceof Layer.Concat) {
      return (in, pass) -> cat(new TensorVector(in), 1);
    } else if (layer instanceof Layer.Flatten) {
      return (in, pass) -> in[0].flatten(1, -1).view(in[0].size(0), output.channels(), 1, 1);
    } else if (layer instanceof Pooling.GlobalAvgPool) {
      return (in, pass) -> adaptive_avg_pool2d(in[0], 1, 1);
    } else if (layer instanceof Pooling.MaxPool pool) {
      return maxPool(pool);
    } else if (layer instanceof Pooling.AvgPool pool) {
      return pool.padding().equals(Padding.NONE) ? averagePool(pool) : paddedAverage(pool, output);
    } else if (layer instanceof Layer.PadShortcut pad) {
      return padded(pad);
    } else if (layer instanceof Dropping.Dropout dropout) {
      DropoutMask mask = new DropoutMask(dropout.probability(), node);
      return (in, pass) -> dropped(mask, in[0], output, pass);
    }
    if (layer instanceof Dropping.StochasticDepth depth) {
      DropoutMask mask = new DropoutMask(depth.probability(), node);
      return (in, pass) -> leftOut(mask, in[0], pass);
    }
    throw new UnsupportedOperationException("the torch engine has no " + layer);
  }

  /** Where an operation puts its output. */
  enum Place {
    OVER_FIRST_INPUT,
    NEW
  }

  /** Whether the layer's operation works over its first input, where nobody else needs that. */
  static boolean mayOverwrite(Layer layer) {
    return layer instanceof Elementwise.Relu
        || layer instanceof Elementwise.Relu6
        || layer instanceof Layer.Add;
  }

  /** Whether the layer's output is a tensor of its own that its backward pass does not read. */
  static boolean backwardWithoutOutput(Layer layer) {
    return layer instanceof Layer.Conv
        || layer instanceof Layer.BatchNorm
        || layer instanceof Layer.Add;
  }

  private static Operation norm(Layer.BatchNorm norm, Tensor[] variables) {
    TensorOptional scale = new TensorOptional(variables[0]);
    TensorOptional shift = new TensorOptional(variables[1]);
    TensorOptional mean = new TensorOptional(variables[2]);
    TensorOptional variance = new TensorOptional(variables[3]);
    return (in, pass) -> {
      if (pass.training() && in[0].numel() == norm.channels()) {
        return normOfOneValue(norm, in[0], variables);
      }
      return batch_norm(
          in[0],
          scale,
          shift,
          mean,
          variance,
          pass.training(),
          norm.momentum(),
          norm.epsilon(),
          false);
    };
  }

  /** One value has no unbiased variance; PyTorch refuses it, here it counts as none. */
  private static Tensor normOfOneValue(Layer.BatchNorm norm, Tensor in, Tensor[] variables) {
    Scalar kept = new Scalar(1 - norm.momentum());
    variables[2].mul_(kept).add_(in.detach().flatten(), new Scalar(norm.momentum()));
    variables[3].mul_(kept);
    return batch_norm(
        in,
        new TensorOptional(variables[0]),
        new TensorOptional(variables[1]),
        new TensorOptional(),
        new TensorOptional(),
        true,
        norm.momentum(),
        norm.epsilon(),
        false);
  }

  private static Operation linearLayer(Tensor[] variables) {
    TensorOptional bias = new TensorOptional(variables[1]);
    long outputs = variables[1].size(0);
    return (in, pass) ->
        linear(in[0].flatten(1, -1), variables[0], bias).view(in[0].size(0), outputs, 1, 1);
  }

  private static Operation maxPool(Pooling.MaxPool pool) {
    long[] kernel = {pool.kernel(), pool.kernel()};
    long[] stride = {pool.stride(), pool.stride()};
    boolean even = pool.padding().isUniform();
    long[] padding = even ? new long[] {pool.padding().top(), pool.padding().left()} : new long[2];
    long[] dilation = {1, 1};
    return (in, pass) ->
        max_pool2d(
            even ? in[0] : padded(in[0], pool.padding(), Double.NEGATIVE_INFINITY),
            kernel,
            stride,
            padding,
            dilation,
            false);
  }

  private static Operation averagePool(Pooling.AvgPool pool) {
    long[] kernel = {pool.kernel(), pool.kernel()};
    long[] stride = {pool.stride(), pool.stride()};
    long[] padding = {0, 0};
    return (in, pass) ->
        avg_pool2d(in[0], kernel, stride, padding, false, true, new LongOptional());
  }

  /** The mean with padding of zeros, times how much of the window is image. */
  private static Operation paddedAverage(Pooling.AvgPool pool, ImageShape output) {
    Operation average = averagePool(pool);
    return (in, pass) -> {
      int height = Math.toIntExact(in[0].size(2));
      int width = Math.toIntExact(in[0].size(3));
      Padding padding = pool.padding();
      float[] factors = new float[output.height() * output.width()];
      for (int i = 0; i < factors.length; i++) {
        int top = i / output.width() * pool.stride() - padding.top();
        int left = i % output.width() * pool.stride() - padding.left();
        int rows = Math.min(top + pool.kernel(), height) - Math.max(top, 0);
        int columns = Math.min(left + pool.kernel(), width) - Math.max(left, 0);
        factors[i] = (float) (pool.kernel() * pool.kernel()) / (rows * columns);
      }
      Tensor means = average.apply(new Tensor[] {padded(in[0], padding, 0)}, pass);
      return scaled(means, factors, 1, 1, output.height(), output.width());
    };
  }

  /** Images with a value around them. */
  static Tensor padded(Tensor images, Padding padding, double value) {
    long[] sides = {padding.left(), padding.right(), padding.top(), padding.bottom()};
    return constant_pad_nd(images, sides, new Scalar(value));
  }

  private static Tensor rectified(Tensor[] inputs, ForwardPass pass) {
    relu_(inputs[0]);
    return inputs[0];
  }

  private static Tensor clipped(Tensor[] inputs, ForwardPass pass) {
    relu6_(inputs[0]);
    return inputs[0];
  }

  private static Tensor addedUp(Tensor[] inputs, ForwardPass pass) {
    for (int i = 1; i < inputs.length; i++) {
      inputs[0].add_(inputs[i]);
    }
    return inputs[0];
  }

  private static Tensor sum(Tensor[] inputs, ForwardPass pass) {
    Tensor sum = inputs[0].add(inputs[1]);
    for (int i = 2; i < inputs.length; i++) {
      sum = sum.add(inputs[i]);
    }
    return sum;
  }

  /**
   * Windows of one value: a slice's gradient would cost two tensors of zeros of the input's size.
   */
  private static Operation padded(Layer.PadShortcut pad) {
    long[] kernel = {1, 1};
    long[] stride = {pad.stride(), pad.stride()};
    long[] padding = {0, 0};
    long[] channels = {0, 0, 0, 0, pad.channelsBefore(), pad.channelsAfter()};
    return (in, pass) ->
        constant_pad_nd(
            avg_pool2d(in[0], kernel, stride, padding, false, true, new LongOptional()),
            channels,
            new Scalar(0));
  }

  private static Tensor dropped(
      DropoutMask mask, Tensor input, ImageShape shape, ForwardPass pass) {
    if (!pass.training()) {
      return input.mul(new Scalar(1.0));
    }
    int batch = Math.toIntExact(input.size(0));
    if ((long) batch * shape.size() > Integer.MAX_VALUE) {
      throw new ArithmeticException(
          String.format(
              Locale.ROOT,
              "dropout of %d images' %s values takes more than one array; set a smaller batch-size",
              batch,
              shape));
    }
    float[] factors = new float[batch * shape.size()];
    for (int image = 0; image < batch; image++) {
      mask.draw(pass.seed(), image, factors, image * shape.size(), (image + 1) * shape.size());
    }
    return scaled(input, factors, batch, shape.channels(), shape.height(), shape.width());
  }

  private static Tensor leftOut(DropoutMask mask, Tensor input, ForwardPass pass) {
    if (!pass.training()) {
      return input.mul(new Scalar(1.0));
    }
    float[] factors = new float[Math.toIntExact(input.size(0))];
    for (int image = 0; image < factors.length; image++) {
      factors[image] = mask.draw(pass.seed(), image);
    }
    return scaled(input, factors, factors.length, 1, 1, 1);
  }

  /** The product with factors, in a copy: autograd keeps them longer than this memory is kept. */
  private static Tensor scaled(Tensor input, float[] factors, long... dimensions) {
    return input.mul(
        from_blob(new FloatPointer(factors), dimensions)
            .to(input.options(), false, true, new MemoryFormatOptional()));
  }
}
