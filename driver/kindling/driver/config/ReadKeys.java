package kindling.driver.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import kindling.model.families.Nearest;

/** What has been read of a configuration so far, and what was wrong with it. On the driver. */
final class ReadKeys {
  private final Config config;
  private final Map<String, Object> resolved = new LinkedHashMap<>();
  private final Set<String> chosen = new TreeSet<>();
  private final List<String> known = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();

  ReadKeys(Config config) {
    this.config = config;
  }

  /**
   * A key is known from now on. One that has no effect is remarked where it is given, not refused:
   * a file may keep it, so that the choice can be overridden.
   */
  void know(String key, KeyScope scope) {
    if (scope.kind() != KeyScope.Kind.EFFECTIVE && !known.contains(key) && config.hasPath(key)) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "%s has no effect with %s (%s)",
              key,
              scope.choice(),
              config.getValue(key).origin().description()));
    }
    known.add(key);
  }

  void resolve(String key, Object value, KeyScope scope) {
    if (!scope.isAbsent()) {
      resolved.put(key, value);
    }
  }

  /** A key has another value than its default. */
  void choose(String key, KeyScope scope) {
    if (!scope.isAbsent()) {
      chosen.add(key);
    }
  }

  void problem(String problem, KeyScope scope) {
    if (!scope.isAbsent()) {
      problems.add(problem);
    }
  }

  List<String> problemsSoFar() {
    return problems.stream().sorted().toList();
  }

  /** Everything that was wrong, keys that none asked for included, sorted. */
  List<String> problems() {
    List<String> all = new ArrayList<>(problems);
    for (Map.Entry<String, ConfigValue> entry : config.entrySet()) {
      String key = entry.getKey();
      if (!known.contains(key)) {
        all.add(
            "unknown key "
                + key
                + " ("
                + entry.getValue().origin().description()
                + "); the nearest known key is "
                + Nearest.of(key, known));
      }
    }
    return all.stream().sorted().toList();
  }

  ResolvedConfig resolved() {
    // Numbers are rendered as they were written: once through text, equal settings look equal.
    String text = ResolvedConfig.of(ConfigFactory.parseMap(resolved)).render();
    return new ResolvedConfig(
        ConfigFactory.parseString(text), List.copyOf(remarks), Set.copyOf(chosen));
  }
}
