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

  /** The largest value of each square window; padding never wins. */
  record MaxPool(int kernel, int stride, int padding) implements Pooling {
    public MaxPool {
      ShapeRules.check(kernel > 0 && stride > 0, "kernel and stride of at least 1");
      ShapeRules.check(
          padding >= 0 && padding <= kernel / 2, "a padding of at most half the kernel");
    }

    private static LayerKind.Form read(Keys keys) {
      int kernel = LayerKind.kernel(keys);
      int stride = LayerKind.stride(keys, kernel);
      int padding = LayerKind.count(keys, "padding", 0);
      return (inputs, classes) -> new MaxPool(kernel, stride, padding);
    }

    @Override
    public ImageShape output(List<ImageShape> inputs) {
      return ShapeRules.windows(
          ShapeRules.only(inputs), ShapeRules.only(inputs).channels(), kernel, stride, padding);
    }
  }

  /** The mean of each square window, without padding. */
  record AvgPool(int kernel, int stride) implements Pooling {
    public AvgPool {
      ShapeRules.check(kernel > 0 && stride > 0, "kernel and stride of at least 1");
    }

    private static LayerKind.Form read(Keys keys) {
      int kernel = LayerKind.kernel(keys);
      int stride = LayerKind.stride(keys, kernel);
      return (inputs, classes) -> new AvgPool(kernel, stride);
    }

    @Override
    public ImageShape output(List<ImageShape> inputs) {
      return ShapeRules.windows(
          ShapeRules.only(inputs), ShapeRules.only(inputs).channels(), kernel, stride, 0);
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
