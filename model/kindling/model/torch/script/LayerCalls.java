package kindling.model.torch.script;

import java.util.List;
import java.util.Locale;
import kindling.model.architecture.Dropping;
import kindling.model.architecture.Elementwise;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Padding;
import kindling.model.architecture.Pooling;

/** Each kind of layer as an expression of TorchScript, in evaluation mode. */
final class LayerCalls {
  private LayerCalls() {}

  /**
   * What a layer computes.
   *
   * @param inputs variables of the form that {@link kindling.model.export.Form#taken} says
   * @param tensors expressions of the layer's tensors, in the order of {@link Layer#variables}
   * @throws UnsupportedOperationException for a kind that has no form in TorchScript
   */
  static String of(Layer layer, List<String> inputs, List<String> tensors) {
    String input = inputs.get(0);
    if (layer instanceof Layer.Conv conv) {
      return convolution(conv, input, tensors);
    } else if (layer instanceof Layer.BatchNorm norm) {
      return call(
          "batch_norm",
          input,
          String.join(", ", tensors),
          "False",
          norm.momentum(),
          norm.epsilon(),
          "False");
    } else if (layer instanceof Layer.Linear) {
      return call("linear", input, String.join(", ", tensors));
    } else if (layer instanceof Layer.Add) {
      return inputs.stream().reduce((sum, next) -> call("add", sum, next)).orElseThrow();
    } else if (layer instanceof Layer.Concat) {
      return call("cat", inputs, 1);
    } else if (layer instanceof Layer.Flatten) {
      return call("flatten", input, 1);
    } else if (layer instanceof Layer.PadShortcut pad) {
      String picked = String.format(Locale.ROOT, "%s[:, :, ::%d, ::%<d]", input, pad.stride());
      List<Integer> sides = List.of(0, 0, 0, 0, pad.channelsBefore(), pad.channelsAfter());
      return call("constant_pad_nd", picked, sides, 0);
    } else if (layer instanceof Elementwise.Relu) {
      return call("relu", input);
    } else if (layer instanceof Elementwise.Relu6) {
      return call("clamp", input, 0, 6);
    } else if (layer instanceof Elementwise.Gelu) {
      return call("gelu", input);
    } else if (layer instanceof Elementwise.Scale scale) {
      return call("mul", input, scale.factor());
    } else if (layer instanceof Pooling.MaxPool pool) {
      return maxPool(pool, input);
    } else if (layer instanceof Pooling.AvgPool pool) {
      return averagePool(pool, input);
    } else if (layer instanceof Pooling.GlobalAvgPool) {
      return call("adaptive_avg_pool2d", input, pair(1));
    } else if (layer instanceof Dropping) {
      return input;
    }
    throw new UnsupportedOperationException("TorchScript export has no " + layer);
  }

  private static String convolution(Layer.Conv conv, String input, List<String> tensors) {
    boolean even = conv.padding().isUniform();
    return call(
        "conv2d",
        even ? input : padded(input, conv.padding(), "0"),
        tensors.get(0),
        conv.bias() ? tensors.get(1) : "None",
        pair(conv.stride()),
        pair(even ? conv.padding().top() : 0),
        pair(1),
        conv.groups());
  }

  private static String maxPool(Pooling.MaxPool pool, String input) {
    boolean even = pool.padding().isUniform();
    return call(
        "max_pool2d",
        even ? input : padded(input, pool.padding(), "float(\"-inf\")"),
        pair(pool.kernel()),
        pair(pool.stride()),
        pair(even ? pool.padding().top() : 0),
        pair(1),
        "False");
  }

  private static String averagePool(Pooling.AvgPool pool, String input) {
    if (pool.padding().isUniform()) {
      return average(pool, input, pool.padding().top());
    }
    // Of each window the share that is image.
    String shares = average(pool, padded(call("ones_like", input), pool.padding(), "0"), 0);
    return call("div", average(pool, padded(input, pool.padding(), "0"), 0), shares);
  }

  private static String average(Pooling.AvgPool pool, String input, int padding) {
    return call(
        "avg_pool2d",
        input,
        pair(pool.kernel()),
        pair(pool.stride()),
        pair(padding),
        "False",
        "False");
  }

  private static String padded(String input, Padding padding, String value) {
    List<Integer> sides = List.of(padding.left(), padding.right(), padding.top(), padding.bottom());
    return call("constant_pad_nd", input, sides, value);
  }

  private static List<Integer> pair(int both) {
    return List.of(both, both);
  }

  static String call(String function, Object... arguments) {
    StringBuilder text = new StringBuilder("torch.").append(function).append('(');
    for (int i = 0; i < arguments.length; i++) {
      text.append(i == 0 ? "" : ", ").append(arguments[i]);
    }
    return text.append(')').toString();
  }
}
