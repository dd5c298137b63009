package kindling.model.architecture;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import kindling.data.ImageShape;

/**
 * One kind of layer with its settings, as data: what an engine turns into arithmetic.
 *
 * <p>Images are channels × height × width; a vector of n features is n×1×1. Each layer infers its
 * output's shape, names its tensors as PyTorch's module of that kind does, and counts its
 * multiply-accumulates. Wrong settings and inputs that do not fit throw IllegalArgumentException
 * with what was expected and found.
 */
public sealed interface Layer extends Serializable {
  /** A tensor that a layer owns, by its name within the layer ({@code weight}). */
  record Variable(String name, List<Integer> shape, Role role) {}

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
      int padding,
      int groups,
      boolean bias)
      implements Layer {
    public Conv {
      ShapeRules.check(inputChannels > 0 && outputChannels > 0, "channels of at least 1");
      ShapeRules.check(kernel > 0 && stride > 0, "kernel and stride of at least 1");
      ShapeRules.check(padding >= 0, "a padding of at least 0");
      ShapeRules.check(
          groups > 0 && inputChannels % groups == 0 && outputChannels % groups == 0,
          "groups that divide %d input and %d output channels, found %d"
              .formatted(inputChannels, outputChannels, groups));
    }

    /** A convolution of all channels at once. */
    public Conv(
        int inputChannels, int outputChannels, int kernel, int stride, int padding, boolean bias) {
      this(inputChannels, outputChannels, kernel, stride, padding, 1, bias);
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

  /** max(x, 0), element by element. */
  record Relu() implements Layer {
    @Override
    public ImageShape output(List<ImageShape> inputs) {
      return ShapeRules.only(inputs);
    }
  }

  /** min(max(x, 0), 6), element by element (Howard et al., MobileNets, 2017, and its sources). */
  record Relu6() implements Layer {
    @Override
    public ImageShape output(List<ImageShape> inputs) {
      return ShapeRules.only(inputs);
    }
  }

  /**
   * x times the normal distribution's function at x, element by element (Hendrycks and Gimpel,
   * Gaussian Error Linear Units, 2016), by the error function as PyTorch's.
   */
  record Gelu() implements Layer {
    @Override
    public ImageShape output(List<ImageShape> inputs) {
      return ShapeRules.only(inputs);
    }
  }

  /**
   * Every element times a factor: before the head it lessens the logits and the head's gradient
   * (Page, How to Train Your ResNet, 2018, who takes 1/8; Jordan, 94% on CIFAR-10 in 3.29 Seconds
   * on a Single GPU, 2024, who takes 1/9).
   */
  record Scale(double factor) implements Layer {
    public Scale {
      ShapeRules.check(factor > 0 && factor < Double.POSITIVE_INFINITY, "a factor above 0");
    }

    @Override
    public ImageShape output(List<ImageShape> inputs) {
      return ShapeRules.only(inputs);
    }
  }

  /** A fully connected layer with a bias, on a vector of features. */
  record Linear(int inputs, int outputs) implements Layer {
    public Linear {
      ShapeRules.check(inputs > 0 && outputs > 0, "inputs and outputs of at least 1");
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

  /** The largest value of each square window; padding never wins. */
  record MaxPool(int kernel, int stride, int padding) implements Layer {
    public MaxPool {
      ShapeRules.check(kernel > 0 && stride > 0, "kernel and stride of at least 1");
      ShapeRules.check(
          padding >= 0 && padding <= kernel / 2, "a padding of at most half the kernel");
    }

    @Override
    public ImageShape output(List<ImageShape> inputs) {
      return ShapeRules.windows(
          ShapeRules.only(inputs), ShapeRules.only(inputs).channels(), kernel, stride, padding);
    }
  }

  /** The mean of each square window, without padding. */
  record AvgPool(int kernel, int stride) implements Layer {
    public AvgPool {
      ShapeRules.check(kernel > 0 && stride > 0, "kernel and stride of at least 1");
    }

    @Override
    public ImageShape output(List<ImageShape> inputs) {
      return ShapeRules.windows(
          ShapeRules.only(inputs), ShapeRules.only(inputs).channels(), kernel, stride, 0);
    }
  }

  /** The mean of each channel: channels×1×1, which a linear layer takes as it is. */
  record GlobalAvgPool() implements Layer {
    @Override
    public ImageShape output(List<ImageShape> inputs) {
      return new ImageShape(ShapeRules.only(inputs).channels(), 1, 1);
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
   * In training, zeroes elements with this probability and divides the others by its complement
   * (Srivastava et al., Dropout, 2014); in evaluation, nothing.
   */
  record Dropout(double probability) implements Layer {
    public Dropout {
      ShapeRules.check(probability >= 0 && probability < 1, "a probability from 0 to below 1");
    }

    @Override
    public ImageShape output(List<ImageShape> inputs) {
      return ShapeRules.only(inputs);
    }
  }

  /**
   * In training, makes a whole image zero with this probability and divides the others by its
   * complement; in evaluation, nothing. Before a sum it leaves out a residual branch (Huang et al.,
   * Deep Networks with Stochastic Depth, 2016, section 3, which scales in evaluation instead; in
   * this form it is torchvision's {@code StochasticDepth} by rows).
   */
  record StochasticDepth(double probability) implements Layer {
    public StochasticDepth {
      ShapeRules.check(probability >= 0 && probability < 1, "a probability from 0 to below 1");
    }

    @Override
    public ImageShape output(List<ImageShape> inputs) {
      return ShapeRules.only(inputs);
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

    @Override
    public ImageShape output(List<ImageShape> inputs) {
      int channels = ShapeRules.only(inputs).channels() + channelsBefore + channelsAfter;
      return ShapeRules.windows(ShapeRules.only(inputs), channels, 1, stride, 0);
    }
  }
}
