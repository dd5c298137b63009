package kindling.driver.sweep.space;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Reads a space of settings: an object of their keys, each with {@code choice}, {@code range},
 * {@code log-range}, {@code whole-range} or {@code log-whole-range}, and perhaps {@code when} and
 * {@code points}. Runs on the driver.
 */
public final class SpaceReader {
  private static final Set<String> RANGES =
      new TreeSet<>(Set.of("range", "log-range", "whole-range", "log-whole-range"));
  private static final Set<String> WORDS = Set.of("choice", "when", "points");
  private static final int POINTS = 3;

  private final Consumer<String> problems;
  private final List<Dimension> dimensions = new ArrayList<>();

  private SpaceReader(Consumer<String> problems) {
    this.problems = problems;
  }

  /** The space, without what is wrong in it, which is told to {@code problems}. */
  public static Space read(Config space, Consumer<String> problems) {
    SpaceReader reader = new SpaceReader(problems);
    reader.read("", space.root());
    if (reader.dimensions.isEmpty()) {
      problems.accept(
          "search.space: expected settings to search, such as schedule.rate { log-range = [0.01,"
              + " 0.5] }, found none that can be");
    }
    return new Space(reader.ordered());
  }

  private void read(String prefix, ConfigObject object) {
    for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(object).entrySet()) {
      String key = prefix + ConfigUtil.joinPath(entry.getKey());
      if (!(entry.getValue() instanceof ConfigObject inner)) {
        wrong(
            key,
            "an object with one of choice, " + String.join(", ", RANGES),
            render(entry.getValue()));
      } else if (inner.keySet().stream().anyMatch(k -> RANGES.contains(k) || WORDS.contains(k))) {
        dimension(key, inner.toConfig());
      } else {
        read(key + ".", inner);
      }
    }
  }

  private void dimension(String key, Config config) {
    List<String> kinds =
        config.root().keySet().stream()
            .filter(k -> k.equals("choice") || RANGES.contains(k))
            .sorted()
            .toList();
    for (String word : config.root().keySet()) {
      if (!WORDS.contains(word) && !RANGES.contains(word)) {
        wrong(key, "choice, when, points, " + String.join(", ", RANGES), word);
      }
    }
    if (kinds.size() != 1) {
      wrong(key, "one of choice, " + String.join(", ", RANGES), kinds.toString());
      return;
    }
    try {
      String kind = kinds.get(0);
      Distribution values =
          kind.equals("choice")
              ? new Distribution.Choice(texts(config.getValue("choice")))
              : range(kind, config);
      int points = config.hasPath("points") ? config.getInt("points") : POINTS;
      if (points < 1) {
        wrong(key + ".points", "a whole number of at least 1", Integer.toString(points));
      }
      dimensions.add(new Dimension(key, values, when(config), points));
    } catch (ConfigException.WrongType e) {
      problems.accept("search.space." + key + ": " + e.getMessage());
    } catch (IllegalArgumentException e) {
      wrong(key, e.getMessage(), render(config.root().get(kinds.get(0))));
    }
  }

  private static Distribution range(String kind, Config config) {
    List<? extends Number> ends = config.getNumberList(kind);
    if (ends.size() != 2) {
      throw new IllegalArgumentException("[low, high]");
    }
    double low = ends.get(0).doubleValue();
    double high = ends.get(1).doubleValue();
    Distribution.Scale scale =
        kind.startsWith("log-") ? Distribution.Scale.LOG : Distribution.Scale.LINEAR;
    if (!kind.endsWith("whole-range")) {
      return new Distribution.Reals(low, high, scale);
    }
    if (low != Math.rint(low) || high != Math.rint(high)) {
      throw new IllegalArgumentException("[low, high], both whole");
    }
    return new Distribution.Wholes((long) low, (long) high, scale);
  }

  private static SortedMap<String, List<String>> when(Config config) {
    SortedMap<String, List<String>> when = new TreeMap<>();
    if (config.hasPath("when")) {
      for (Map.Entry<String, ConfigValue> entry : config.getConfig("when").entrySet()) {
        when.put(entry.getKey(), texts(entry.getValue()));
      }
    }
    return when;
  }

  /** The texts of a list's elements, or of a single value. */
  private static List<String> texts(ConfigValue value) {
    List<String> texts = new ArrayList<>();
    if (value.valueType() == ConfigValueType.LIST) {
      value.atKey("list").getList("list").forEach(element -> texts.add(text(element)));
    } else {
      texts.add(text(value));
    }
    return texts;
  }

  /** Numbers as they are written. */
  private static String text(ConfigValue value) {
    return switch (value.valueType()) {
      case OBJECT, LIST, NULL -> render(value);
      case STRING, NUMBER, BOOLEAN -> value.atKey("text").getString("text");
    };
  }

  private static String render(ConfigValue value) {
    return value.render(ConfigRenderOptions.concise());
  }

  /** Each dimension behind those that it depends on; those that cannot be are named. */
  private List<Dimension> ordered() {
    List<Dimension> ordered = new ArrayList<>();
    Set<String> placed = new TreeSet<>();
    List<Dimension> left = new ArrayList<>(dimensions);
    boolean moved = true;
    while (moved) {
      List<Dimension> ready =
          left.stream().filter(d -> placed.containsAll(d.when().keySet())).toList();
      moved = !ready.isEmpty();
      left.removeAll(ready);
      ready.forEach(d -> placed.add(d.key()));
      ordered.addAll(ready);
    }
    for (Dimension dimension : left) {
      wrong(
          dimension.key() + ".when",
          "other searched settings that do not depend on this one",
          dimension.when().keySet().toString());
    }
    return ordered;
  }

  private void wrong(String key, String expected, String found) {
    problems.accept(
        String.format(Locale.ROOT, "search.space.%s: expected %s, found %s", key, expected, found));
  }
}
