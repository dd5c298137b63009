package kindling.driver.run.checkpoint;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the driver itself keeps from round to round, beside the state that the workers average:
 * vectors by name, such as the outer step's momentum. A checkpoint holds them in
 * driver.safetensors.
 */
public record DriverState(Map<String, float[]> vectors) {
  /** Nothing yet. */
  public static final DriverState NONE = new DriverState(Map.of());

  public DriverState {
    vectors = Collections.unmodifiableMap(new TreeMap<>(vectors));
  }

  /** The vector of this name; zeros if there is none yet. */
  public float[] vector(String name, int size) {
    float[] vector = vectors.getOrDefault(name, new float[size]);
    if (vector.length != size) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT, "expected %d values of %s, found %d", size, name, vector.length));
    }
    return vector;
  }

  /** The same with another vector of this name; an empty one is not kept. */
  public DriverState with(String name, float[] vector) {
    Map<String, float[]> all = new TreeMap<>(vectors);
    if (vector.length == 0) {
      all.remove(name);
    } else {
      all.put(name, vector);
    }
    return new DriverState(all);
  }
}
