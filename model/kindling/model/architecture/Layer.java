package kindling.model.architecture;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import kindling.data.ImageShape;
import kindling.data.keys.Keys;
import kindling.data.keys.Range;

/**
 * One kind of layer with its settings, as data: what an engine turns into arithmetic.
 *
 * <p>Images are channels × height × width; a vector of n features is n×1×1. Each layer infers its
 * output's shape, names its tensors as PyTorch's module of that kind does, and counts its
 * multiply-accumulates. Wrong settings and inputs that do not fit throw IllegalArgumentException
 * with what was expected and found.
 */
public sealed interface Layer extends Serializable
    permits Layer.Conv,
        Layer.BatchNorm,
        Layer.Linear,
        Layer.Add,
        Layer.Concat,
        Layer.Flatten,
        Layer.PadShortcut,
        Elementwise,
        Pooling,
        Dropping {
  /** A tensor that a layer owns, by its name within the layer ({@code weight}). */
  record Variable(String name, List<Integer> shape, Role role) {}

  /** All kinds that a configuration may name, in the order of the documentation. */
  static List<LayerKind> kinds() {
    List<LayerKind> kinds = new ArrayList<>();
    kinds.add(new LayerKind("conv", Conv::read));
    kinds.add(new LayerKind("depthwise-conv", Conv::readDepthwise));
    kinds.add(new LayerKind("batch-norm", BatchNorm::read));
    kinds.addAll(Elementwise.kinds());
    kinds.add(new LayerKind("linear", Linear::read));
    kinds.addAll(Pooling.kinds());
    kinds.add(LayerKind.of("flatten", new Flatten()));
    kinds.addAll(Dropping.kinds());
    kinds.add(LayerKind.of("add", new Add()));
    kinds.add(LayerKind.of("concat", new Concat()));
    kinds.add(new LayerKind("pad-shortcut", PadShortcut::read));
    return kinds;
  }

  /** The shape that comes out when these go in. */
  ImageShape output(List<ImageShape> inputs);

  /** The layer's tensors in PyTorch's order. */
  default List<Variable> variables() {
    return List.of();
  }

  /** Multiplications with an addition for one image; only convolutions and linear layers count. */
  default long multiplyAccumulates(ImageShape output) {
    return 0;
  }

  /**
   * A two-dimensional convolution with a square kernel; the padding is zeros.
   *
   * @param groups equal runs of channels that are convolved each by itself: 1 for all of them at
   *     once, as many as there are input channels for a depthwise convolution
   */
  record Conv(
      int inputChannels,
      int outputChannels,
      int kernel,
      int stride,
      Padding padding,
      int groups,
      boolean bias)
      implements Layer {
    public Conv {
      ShapeRules.check(inputChannels > 0 && outputChannels > 0, "channels of at least 1");
      ShapeRules.check(kernel > 0 && stride > 0, "kernel and stride of at least 1");
      ShapeRules.check(
          groups > 0 && inputChannels % groups == 0 && outputChannels % groups == 0,
          String.format(
              Locale.ROOT,
              "groups that divide %d input and %d output channels, found %d",
              inputChannels,
              outputChannels,
              groups));
    }

    /** A convolution with as much padding on all sides. */
    public Conv(
        int inputChannels,
        int outputChannels,
        int kernel,
        int stride,
        int padding,
        int groups,
        boolean bias) {
      this(inputChannels, outputChannels, kernel, stride, Padding.of(padding), groups, bias);
    }

    /** A convolution of all channels at once. */
    public Conv(
        int inputChannels, int outputChannels, int kernel, int stride, int padding, boolean bias) {
      this(inputChannels, outputChannels, kernel, stride, padding, 1, bias);
    }

    /** The same convolution of images that have their padding already. */
    public Conv unpadded() {
      return new Conv(inputChannels, outputChannels, kernel, stride, Padding.NONE, groups, bias);
    }

    private static LayerKind.Form read(Keys keys) {
      IntUnaryOperator channels = LayerKind.outputs(keys, "channels");
      int kernel = LayerKind.kernel(keys);
      int stride = LayerKind.stride(keys, 1);
      Padding padding = Padding.read(keys);
      int groups = LayerKind.groups(keys);
      boolean bias = keys.flag("bias", true);
      return (inputs, classes) -> {
        int incoming = inputs.get(0).channels();
        int outgoing = channels.applyAsInt(classes);
        return new Conv(incoming, outgoing, kernel, stride, padding, groups, bias);
      };
    }

    private static LayerKind.Form readDepthwise(Keys keys) {
      int kernel = LayerKind.kernel(keys);
      int stride = LayerKind.stride(keys, 1);
      Padding padding = Padding.read(keys);
      boolean bias = keys.flag("bias", true);
      return (inputs, classes) -> {
        int channels = inputs.get(0).channels();
        return new Conv(channels, channels, kernel, stride, padding, channels, bias);
      };
    }

    @Override
    public ImageShape output(List<ImageShape> inputs) {
      ImageShape input = ShapeRules.withChannels(inputChannels, inputs);
      return ShapeRules.windows(input, outputChannels, kernel, stride, padding);
    }

    @Override
    public List<Variable> variables() {
      List<Variable> variables = new ArrayList<>();
      List<Integer> shape = List.of(outputChannels, inputChannels / groups, kernel, kernel);
      variables.add(new Variable("weight", shape, Role.WEIGHT));
      if (bias) {
        variables.add(new Variable("bias", List.of(outputChannels), Role.BIAS));
      }
      return variables;
    }

    @Override
    public long multiplyAccumulates(ImageShape output) {
      return (long) (inputChannels / groups) * kernel * kernel * output.size();
    }
  }

  /**
   * Batch normalization per channel (Ioffe and Szegedy, Batch Normalization, 2015): the new running
   * statistic is (1 - momentum) × the old one + momentum × the batch's, with the unbiased variance.
   */
  record BatchNorm(int channels, double momentum, double epsilon) implements Layer {
    public BatchNorm {
      ShapeRules.check(channels > 0, "channels of at least 1");
      ShapeRules.check(momentum > 0 && momentum <= 1, "a momentum above 0 and up to 1");
      ShapeRules.check(epsilon > 0, "a positive epsilon");
    }

    private static LayerKind.Form read(Keys keys) {
      double momentum = keys.number("momentum", 0.1, Range.POSITIVE);
      double epsilon = keys.number("epsilon", 1e-5, Range.POSITIVE);
      return (inputs, classes) -> new BatchNorm(inputs.get(0).channels(), momentum, epsilon);
    }

    @Override
    public ImageShape output(List<ImageShape> inputs) {
      return ShapeRules.withChannels(channels, inputs);
    }

    @Override
    public List<Variable> variables() {
      List<Integer> shape = List.of(channels);
      return List.of(
          new Variable("weight", shape, Role.NORM_SCALE),
          new Variable("bias", shape, Role.NORM_SHIFT),
          new Variable("running_mean", shape, Role.RUNNING_MEAN),
          new Variable("running_var", shape, Role.RUNNING_VARIANCE));
    }
  }

  /** A fully connected layer with a bias, on a vector of features. */
  record Linear(int inputs, int outputs) implements Layer {
    public Linear {
      ShapeRules.check(inputs > 0 && outputs > 0, "inputs and outputs of at least 1");
    }

    private static LayerKind.Form read(Keys keys) {
      IntUnaryOperator outputs = LayerKind.outputs(keys, "outputs");
      return (inputs, classes) ->
          new Linear(ShapeRules.vector(inputs.get(0)), outputs.applyAsInt(classes));
    }

    @Override
    public ImageShape output(List<ImageShape> inputs) {
      ImageShape expected = new ImageShape(this.inputs, 1, 1);
      ShapeRules.check(
          ShapeRules.only(inputs).equals(expected),
          expected + ", found " + ShapeRules.only(inputs));
      return new ImageShape(outputs, 1, 1);
    }

    @Override
    public List<Variable> variables() {
      return List.of(
          new Variable("weight", List.of(outputs, inputs), Role.WEIGHT),
          new Variable("bias", List.of(outputs), Role.BIAS));
    }

    @Override
    public long multiplyAccumulates(ImageShape output) {
      return (long) inputs * outputs;
    }
  }

  /** The sum of two or more inputs of one shape. */
  record Add() implements Layer {
    @Override
    public ImageShape output(List<ImageShape> inputs) {
      return ShapeRules.summed(inputs);
    }
  }

  /** The channels of two or more inputs of one height and width, joined in the inputs' order. */
  record Concat() implements Layer {
    @Override
    public ImageShape output(List<ImageShape> inputs) {
      return ShapeRules.joined(inputs);
    }
  }

  /** All elements as one vector, channel by channel and row by row. */
  record Flatten() implements Layer {
    @Override
    public ImageShape output(List<ImageShape> inputs) {
      return new ImageShape(ShapeRules.only(inputs).size(), 1, 1);
    }
  }

  /**
   * The shortcut without parameters (option A of He et al., Deep Residual Learning, 2015, section
   * 3.3): every stride-th row and column from the first on, between zero channels.
   */
  record PadShortcut(int stride, int channelsBefore, int channelsAfter) implements Layer {
    public PadShortcut {
      ShapeRules.check(stride > 0, "a stride of at least 1");
      ShapeRules.check(channelsBefore >= 0 && channelsAfter >= 0, "no negative channels");
    }

    private static LayerKind.Form read(Keys keys) {
      int stride = LayerKind.stride(keys, 1);
      int before = LayerKind.count(keys, "channels-before", 0);
      int after = LayerKind.count(keys, "channels-after", 0);
      return (inputs, classes) -> new PadShortcut(stride, before, after);
    }

    @Override
    public ImageShape output(List<ImageShape> inputs) {
      int channels = ShapeRules.only(inputs).channels() + channelsBefore + channelsAfter;
      return ShapeRules.windows(ShapeRules.only(inputs), channels, 1, stride, Padding.NONE);
    }
  }
}
