package kindling.model.architecture;

import java.util.List;
import kindling.data.ImageShape;
import kindling.data.keys.Keys;

/** A layer without parameters that makes one value of many in the same channel. */
public sealed interface Pooling extends Layer {
  /** Those that a configuration may name. */
  static List<LayerKind> kinds() {
    return List.of(
        new LayerKind("max-pool", MaxPool::read),
        new LayerKind("avg-pool", AvgPool::read),
        LayerKind.of("global-avg-pool", new GlobalAvgPool()));
  }

  private static void check(int kernel, int stride, Padding padding) {
    ShapeRules.check(kernel > 0 && stride > 0, "kernel and stride of at least 1");
    ShapeRules.check(
        padding.isUniform() ? padding.most() <= kernel / 2 : padding.most() < kernel,
        "a padding of at most half the kernel, or of less than it where the sides differ");
  }

  /** The largest value of each square window; padding never wins. */
  record MaxPool(int kernel, int stride, Padding padding) implements Pooling {
    public MaxPool {
      check(kernel, stride, padding);
    }

    /** With as much padding on all sides. */
    public MaxPool(int kernel, int stride, int padding) {
      this(kernel, stride, Padding.of(padding));
    }

    private static LayerKind.Form read(Keys keys) {
      int kernel = LayerKind.kernel(keys);
      int stride = LayerKind.stride(keys, kernel);
      Padding padding = Padding.read(keys);
      return (inputs, classes) -> new MaxPool(kernel, stride, padding);
    }

    @Override
    public ImageShape output(List<ImageShape> inputs) {
      return ShapeRules.windows(
          ShapeRules.only(inputs), ShapeRules.only(inputs).channels(), kernel, stride, padding);
    }
  }

  /** The mean of each square window's part of the image; padding is not counted. */
  record AvgPool(int kernel, int stride, Padding padding) implements Pooling {
    public AvgPool {
      check(kernel, stride, padding);
    }

    /** Without padding. */
    public AvgPool(int kernel, int stride) {
      this(kernel, stride, Padding.NONE);
    }

    private static LayerKind.Form read(Keys keys) {
      int kernel = LayerKind.kernel(keys);
      int stride = LayerKind.stride(keys, kernel);
      Padding padding = Padding.read(keys);
      return (inputs, classes) -> new AvgPool(kernel, stride, padding);
    }

    @Override
    public ImageShape output(List<ImageShape> inputs) {
      return ShapeRules.windows(
          ShapeRules.only(inputs), ShapeRules.only(inputs).channels(), kernel, stride, padding);
    }
  }

  /** The mean of each channel: channels×1×1, which a linear layer takes as it is. */
  record GlobalAvgPool() implements Pooling {
    @Override
    public ImageShape output(List<ImageShape> inputs) {
      return new ImageShape(ShapeRules.only(inputs).channels(), 1, 1);
    }
  }
}
