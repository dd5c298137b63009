package kindling.driver.architecture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import kindling.data.ImageShape;
import kindling.data.keys.Range;
import kindling.driver.config.KeyReader;
import kindling.model.architecture.Layer;
import kindling.model.families.LayerList;

/**
 * The kinds of layers that a configuration may name, each with its settings. Channels that come in
 * are not among them. Runs on the driver.
 */
final class LayerKinds {
  /** Beyond any sensible extent, and small enough that no sum of them overflows. */
  private static final int MOST = 1_000_000;

  private static final Map<String, Function<KeyReader, LayerList.Form>> KINDS = kinds();

  private LayerKinds() {}

  private static Map<String, Function<KeyReader, LayerList.Form>> kinds() {
    Map<String, Function<KeyReader, LayerList.Form>> kinds = new LinkedHashMap<>();
    kinds.put("conv", LayerKinds::conv);
    kinds.put("depthwise-conv", LayerKinds::depthwise);
    kinds.put("batch-norm", LayerKinds::norm);
    kinds.put("relu", keys -> always(new Layer.Relu()));
    kinds.put("relu6", keys -> always(new Layer.Relu6()));
    kinds.put("gelu", keys -> always(new Layer.Gelu()));
    kinds.put("scale", LayerKinds::scale);
    kinds.put("linear", LayerKinds::linear);
    kinds.put("max-pool", LayerKinds::maxPool);
    kinds.put("avg-pool", LayerKinds::avgPool);
    kinds.put("global-avg-pool", keys -> always(new Layer.GlobalAvgPool()));
    kinds.put("flatten", keys -> always(new Layer.Flatten()));
    kinds.put("dropout", LayerKinds::dropout);
    kinds.put("add", keys -> always(new Layer.Add()));
    kinds.put("concat", keys -> always(new Layer.Concat()));
    kinds.put("pad-shortcut", LayerKinds::padShortcut);
    return kinds;
  }

  /** All kinds, in the order of the documentation. */
  static Set<String> names() {
    return KINDS.keySet();
  }

  /** What a layer of a known kind is told; wrong settings are the reader's problems. */
  static LayerList.Form read(String kind, KeyReader keys) {
    return KINDS.get(kind).apply(keys);
  }

  private static LayerList.Form always(Layer layer) {
    return (inputs, classes) -> layer;
  }

  private static LayerList.Form conv(KeyReader keys) {
    IntUnaryOperator channels = outputs(keys, "channels");
    int kernel = keys.required("kernel", 1, MOST);
    int stride = extent(keys, "stride", 1, 1);
    int padding = extent(keys, "padding", 0, 0);
    int groups = extent(keys, "groups", 1, 1);
    boolean bias = keys.flag("bias", true);
    return (inputs, classes) ->
        new Layer.Conv(
            channels(inputs), channels.applyAsInt(classes), kernel, stride, padding, groups, bias);
  }

  private static LayerList.Form depthwise(KeyReader keys) {
    int kernel = keys.required("kernel", 1, MOST);
    int stride = extent(keys, "stride", 1, 1);
    int padding = extent(keys, "padding", 0, 0);
    boolean bias = keys.flag("bias", true);
    return (inputs, classes) -> {
      int channels = channels(inputs);
      return new Layer.Conv(channels, channels, kernel, stride, padding, channels, bias);
    };
  }

  private static LayerList.Form norm(KeyReader keys) {
    double momentum = keys.number("momentum", 0.1, Range.POSITIVE);
    double epsilon = keys.number("epsilon", 1e-5, Range.POSITIVE);
    return (inputs, classes) -> new Layer.BatchNorm(channels(inputs), momentum, epsilon);
  }

  private static LayerList.Form scale(KeyReader keys) {
    double factor = keys.number("factor", 1, Range.POSITIVE);
    return (inputs, classes) -> new Layer.Scale(factor);
  }

  private static LayerList.Form linear(KeyReader keys) {
    IntUnaryOperator outputs = outputs(keys, "outputs");
    return (inputs, classes) -> {
      ImageShape input = inputs.get(0);
      if (input.height() > 1 || input.width() > 1) {
        throw new IllegalArgumentException(
            "expected a vector, which flatten or global-avg-pool gives, found " + input);
      }
      return new Layer.Linear(input.channels(), outputs.applyAsInt(classes));
    };
  }

  private static LayerList.Form maxPool(KeyReader keys) {
    int kernel = keys.required("kernel", 1, MOST);
    int stride = extent(keys, "stride", kernel, 1);
    int padding = extent(keys, "padding", 0, 0);
    return (inputs, classes) -> new Layer.MaxPool(kernel, stride, padding);
  }

  private static LayerList.Form avgPool(KeyReader keys) {
    int kernel = keys.required("kernel", 1, MOST);
    int stride = extent(keys, "stride", kernel, 1);
    return (inputs, classes) -> new Layer.AvgPool(kernel, stride);
  }

  private static LayerList.Form dropout(KeyReader keys) {
    double probability = keys.number("probability", 0.5, Range.BELOW_ONE);
    return (inputs, classes) -> new Layer.Dropout(probability);
  }

  private static LayerList.Form padShortcut(KeyReader keys) {
    int stride = extent(keys, "stride", 1, 1);
    int before = extent(keys, "channels-before", 0, 0);
    int after = extent(keys, "channels-after", 0, 0);
    return (inputs, classes) -> new Layer.PadShortcut(stride, before, after);
  }

  /** A number of outputs, or {@code classes}: as many as the data have. */
  private static IntUnaryOperator outputs(KeyReader keys, String key) {
    if (keys.says(key, "classes")) {
      return classes -> classes;
    }
    int outputs = keys.required(key, 1, MOST);
    return classes -> outputs;
  }

  private static int extent(KeyReader keys, String key, int otherwise, int least) {
    return (int) keys.whole(key, otherwise, least, MOST);
  }

  private static int channels(List<ImageShape> inputs) {
    return inputs.get(0).channels();
  }
}
