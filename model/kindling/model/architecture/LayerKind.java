package kindling.model.architecture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import kindling.data.ImageShape;
import kindling.data.keys.Keys;

/**
 * A kind of layer that a configuration may name. Channels that come in are not among its settings.
 * Used on the driver.
 *
 * @param reading reads its settings
 */
public record LayerKind(String name, Function<Keys, Form> reading) {
  /** Beyond any sensible extent, and small enough that no sum of them overflows. */
  private static final int MOST = 1_000_000;

  private static final Map<String, LayerKind> ALL = all();

  /** A layer whose inputs' shapes are still to be known. */
  @FunctionalInterface
  public interface Form {
    /** The layer for these; IllegalArgumentException says what was expected and found. */
    Layer on(List<ImageShape> inputs, int classes);
  }

  /** A kind without settings. */
  static LayerKind of(String name, Layer layer) {
    return new LayerKind(name, keys -> (inputs, classes) -> layer);
  }

  private static Map<String, LayerKind> all() {
    Map<String, LayerKind> all = new LinkedHashMap<>();
    Layer.kinds().forEach(kind -> all.put(kind.name, kind));
    return all;
  }

  /** All kinds, in the order of the documentation. */
  public static Set<String> names() {
    return ALL.keySet();
  }

  /** The layer of a known kind with its settings. */
  public static Form read(String kind, Keys keys) {
    return ALL.get(kind).reading.apply(keys);
  }

  static int kernel(Keys keys) {
    return keys.required("kernel", 1, MOST);
  }

  static int stride(Keys keys, int otherwise) {
    return (int) keys.whole("stride", otherwise, 1, MOST);
  }

  /** A number of pixels or channels, which may be 0. */
  static int count(Keys keys, String key, int otherwise) {
    return (int) keys.whole(key, otherwise, 0, MOST);
  }

  static int groups(Keys keys) {
    return (int) keys.whole("groups", 1, 1, MOST);
  }

  /** A number of outputs, or {@code classes}: as many as the data have. */
  static IntUnaryOperator outputs(Keys keys, String key) {
    if (keys.says(key, "classes")) {
      return classes -> classes;
    }
    int outputs = keys.required(key, 1, MOST);
    return classes -> outputs;
  }
}
