package kindling.driver.sweep.space;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A setting that is searched.
 *
 * @param key of the setting
 * @param when the values of other dimensions at which it is searched, all of them; elsewhere it
 *     keeps the value of the base configuration
 * @param points on a grid
 */
public record Dimension(
    String key, Distribution values, SortedMap<String, List<String>> when, int points) {
  public Dimension {
    when = new TreeMap<>(when);
  }

  /** Whether it is searched at this point. */
  boolean isSearchedAt(Map<String, String> point) {
    return when.entrySet().stream()
        .allMatch(other -> other.getValue().contains(point.get(other.getKey())));
  }
}
