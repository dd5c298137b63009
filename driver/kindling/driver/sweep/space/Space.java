package kindling.driver.sweep.space;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The settings that are searched. A point of the space gives each of its settings, by key, the text
 * of a value; those that depend on others are absent where they are not searched.
 *
 * @param dimensions each behind those that it depends on
 */
public record Space(List<Dimension> dimensions) {
  public Space {
    dimensions = List.copyOf(dimensions);
  }

  /** A point, each of its values drawn by its dimension. */
  public SortedMap<String, String> point(Function<Dimension, String> draw) {
    SortedMap<String, String> point = new TreeMap<>();
    for (Dimension dimension : dimensions) {
      if (dimension.isSearchedAt(point)) {
        point.put(dimension.key(), draw.apply(dimension));
      }
    }
    return Collections.unmodifiableSortedMap(point);
  }

  /** How many points the grid has if every setting is searched everywhere. */
  public double gridSizeAtMost() {
    double size = 1;
    for (Dimension dimension : dimensions) {
      size *= dimension.values().spread(dimension.points()).size();
    }
    return size;
  }

  /** All points of the grid, the last dimension changing fastest. */
  public List<SortedMap<String, String>> grid() {
    List<SortedMap<String, String>> points = List.of(new TreeMap<>());
    for (Dimension dimension : dimensions) {
      List<SortedMap<String, String>> next = new ArrayList<>();
      for (SortedMap<String, String> point : points) {
        if (dimension.isSearchedAt(point)) {
          for (String value : dimension.values().spread(dimension.points())) {
            SortedMap<String, String> with = new TreeMap<>(point);
            with.put(dimension.key(), value);
            next.add(with);
          }
        } else {
          next.add(point);
        }
      }
      points = next;
    }
    return points;
  }
}
