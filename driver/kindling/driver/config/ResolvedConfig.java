package kindling.driver.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Every setting of a run with the value that it has, defaults included: what is printed, stored in
 * the run folder and compared on resume.
 *
 * @param remarks what is not wrong with them, but should be said
 * @param chosen the keys that are known to have another value than their default
 */
public record ResolvedConfig(Config config, List<String> remarks, Set<String> chosen) {
  /**
   * Settings that say where things lie, how much is kept or how many runs there are, not what each
   * computes. What the limits of the data leave out shows in the dataset's digest.
   */
  private static final Set<String> NOT_COMPUTED =
      Set.of(
          "data.path",
          "data.cache",
          "data.decode-threads",
          "data.disk",
          "data.max-image-pixels",
          "data.max-image-bytes",
          "data.max-gzip-bytes",
          "data.max-classes",
          "engine-memory",
          "init.from",
          "mlflow.uri",
          "mlflow.experiment",
          "run.dir",
          "run.keep-checkpoints",
          "run.keep-best",
          "run.final",
          "run.checkpoint-rounds",
          "resume",
          "search.parallel",
          "study.seeds");

  /** Settings about which nothing needs to be said. */
  public static ResolvedConfig of(Config config) {
    return new ResolvedConfig(config, List.of(), Set.of());
  }

  /** Reads back what {@link #render} wrote. */
  public static ResolvedConfig parse(String text) {
    return of(ConfigFactory.parseString(text));
  }

  /** One {@code key = value} a line, sorted, HOCON that reads back to the same settings. */
  public String render() {
    return render(keys());
  }

  /** The same of the settings that are not the defaults. */
  public String renderChosen() {
    return render(new TreeSet<>(chosen));
  }

  private String render(Set<String> keys) {
    StringBuilder text = new StringBuilder();
    for (String key : keys) {
      text.append(key).append(" = ").append(value(key)).append('\n');
    }
    return text.toString();
  }

  /**
   * The settings that differ and change what is computed, a line each. A key that {@code other}
   * lacks, as it was written by an earlier version, has its default there.
   */
  public List<String> differencesFrom(ResolvedConfig other) {
    Set<String> all = new TreeSet<>(keys());
    all.addAll(other.keys());
    all.removeAll(NOT_COMPUTED);
    List<String> differences = new ArrayList<>();
    for (String key : all) {
      boolean later = !other.config.hasPath(key) && !chosen.contains(key);
      if (!later && !value(key).equals(other.value(key))) {
        differences.add(key + " was " + other.value(key) + " and is now " + value(key));
      }
    }
    return differences;
  }

  /** The value of each key, as HOCON writes it. */
  public Map<String, String> values() {
    Map<String, String> values = new TreeMap<>();
    keys().forEach(key -> values.put(key, value(key)));
    return values;
  }

  private Set<String> keys() {
    Set<String> keys = new TreeSet<>();
    config.entrySet().forEach(entry -> keys.add(entry.getKey()));
    return keys;
  }

  private String value(String key) {
    return config.hasPath(key)
        ? config.getValue(key).render(ConfigRenderOptions.concise())
        : "absent";
  }
}
