package kindling.driver.config.architecture;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Dropping;
import kindling.model.architecture.Elementwise;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.architecture.Padding;
import kindling.model.architecture.Pooling;

/** A network as a configuration describes it, layer by layer. Made on the driver. */
public final class ArchitectureDescription {
  private static final String CLASSES = "classes";

  private ArchitectureDescription() {}

  /**
   * What stands under {@code architecture}: a name and layers. The last layer gives as many values
   * as the data have classes.
   *
   * @throws IllegalArgumentException for a layer that no configuration names
   */
  public static Config of(Architecture architecture) {
    List<Map<String, Object>> layers = new ArrayList<>();
    List<Node> nodes = architecture.nodes();
    Node last = nodes.get(nodes.size() - 1);
    for (Node node : nodes) {
      Map<String, Object> layer = new LinkedHashMap<>();
      layer.put("name", node.name());
      layer.put("from", node.inputs());
      settings(node.layer(), node == last, layer);
      layers.add(layer);
    }
    return ConfigFactory.parseMap(Map.of("name", architecture.name(), "layers", layers));
  }

  private static void settings(Layer layer, boolean last, Map<String, Object> keys) {
    if (layer instanceof Layer.Conv conv) {
      keys.put("kind", "conv");
      keys.put("channels", last ? CLASSES : conv.outputChannels());
      windows(conv.kernel(), conv.stride(), conv.padding(), keys);
      keys.put("groups", conv.groups());
      keys.put("bias", conv.bias());
    } else if (layer instanceof Layer.BatchNorm norm) {
      keys.put("kind", "batch-norm");
      keys.put("momentum", norm.momentum());
      keys.put("epsilon", norm.epsilon());
    } else if (layer instanceof Layer.Linear linear) {
      keys.put("kind", "linear");
      keys.put("outputs", last ? CLASSES : linear.outputs());
    } else if (layer instanceof Layer.PadShortcut shortcut) {
      keys.put("kind", "pad-shortcut");
      keys.put("stride", shortcut.stride());
      keys.put("channels-before", shortcut.channelsBefore());
      keys.put("channels-after", shortcut.channelsAfter());
    } else if (layer instanceof Pooling.MaxPool pool) {
      keys.put("kind", "max-pool");
      windows(pool.kernel(), pool.stride(), pool.padding(), keys);
    } else if (layer instanceof Pooling.AvgPool pool) {
      keys.put("kind", "avg-pool");
      windows(pool.kernel(), pool.stride(), pool.padding(), keys);
    } else if (layer instanceof Elementwise.Scale scale) {
      keys.put("kind", "scale");
      keys.put("factor", scale.factor());
    } else if (layer instanceof Dropping.Dropout dropout) {
      keys.put("kind", "dropout");
      keys.put("probability", dropout.probability());
    } else {
      keys.put("kind", withoutSettings(layer));
    }
  }

  private static String withoutSettings(Layer layer) {
    Optional<String> function = Elementwise.kindOf(layer);
    if (function.isPresent()) {
      return function.get();
    } else if (layer instanceof Pooling.GlobalAvgPool) {
      return "global-avg-pool";
    } else if (layer instanceof Layer.Flatten) {
      return "flatten";
    } else if (layer instanceof Layer.Add) {
      return "add";
    } else if (layer instanceof Layer.Concat) {
      return "concat";
    }
    throw new IllegalArgumentException("no configuration names " + layer);
  }

  private static void windows(int kernel, int stride, Padding padding, Map<String, Object> keys) {
    keys.put("kernel", kernel);
    keys.put("stride", stride);
    keys.put("padding", padding.isUniform() ? padding.top() : padding.sides());
  }
}
